from dataclasses import dataclass

import yaml

from hanli.builder import ConfigError, parse


@dataclass
class LayerConfig:
    type: str
    channels: int


@dataclass
class NaiveConfig:
    input: list[int]
    layers: list[LayerConfig]


text = "input: [3, 8, 8]\nlayers: [{type: residual_block, channels: 8, num_blocks: 2, strides: 2}]"
naive = NaiveConfig(**yaml.safe_load(text))
print(type(naive.layers[0]).__name__)  # (1)!

try:
    LayerConfig(**naive.layers[0])
except TypeError as error:
    print(error)

spec = naive.layers[0]
print("stride:", spec.get("stride", 1))  # (2)!

try:
    parse(text)
except ConfigError as error:
    print(error)
