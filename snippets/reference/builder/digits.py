import torch

from hanli.builder import ConfigError, build, describe, layer_types, parse, to_config

config = parse("""
input: [1, 8, 8]
layers:
  - {type: conv2d, channels: 8, activation: relu}
  - {type: pooling}
head: {outputs: 10}
""")
print(describe(config))
model = build(config)
logits = model(torch.rand(4, 1, 8, 8))  # (4, 10)
print(to_config(model) == config)  # (1)!

try:
    parse({"input": [8], "layers": [{"type": "linear", "fetures": 4}]})
except ConfigError as error:
    print(error)

for name, layer in layer_types().items():  # (2)!
    print(name, *layer.model_fields)
