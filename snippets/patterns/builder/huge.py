from hanli.builder import ConfigError, build, describe

config = {
    "input": [1024, 4096],  # 1,024 steps of 4,096 features
    "layers": [{"type": "attention", "heads": 32, "causal": True}] * 96,
}
description = describe(config)  # (1)!
print(f"{description.parameters:,}", description.output)

try:
    build(config)  # (2)!
except ConfigError as error:
    print(error)
