from torch import nn

from hanli.builder import build, to_config

model = build(
    {"input": [64], "layers": [{"type": "linear", "features": 32}], "head": {"outputs": 10}}
)
model.head = nn.Linear(32, 3)  # (1)!
to_config(model)
