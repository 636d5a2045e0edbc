import yaml

from hanli.builder import ConfigError, parse

for text in ["no", "on", "010", "2:30", "1e-3", "1.0e-3"]:
    value = yaml.safe_load(text)
    print(f"{text:8}{value!r:8}{type(value).__name__}")

print(yaml.safe_load("{features: 64, features: 32}"))  # (1)!

for text in [
    "input: [64]\ninput: [32]",
    "input: &size [64]\nlayers: *size",
    "layers: !!set {a, b}",
]:
    try:
        parse(text)
    except ConfigError as error:
        print(error)

layer = "{type: linear, features: 8, activation: no, dropout: 1e-1}"  # (2)!
try:
    parse(f"input: [64]\nlayers: [{layer}]")
except ConfigError as error:
    print(error)
