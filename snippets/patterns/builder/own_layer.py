import torch
from pydantic import Field
from torch import nn

from hanli.builder import Layer, build, describe, register


class Mlp(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.norm = nn.LayerNorm(features)
        self.body = nn.Sequential(
            nn.Linear(features, hidden), nn.GELU(), nn.Linear(hidden, features)
        )

    def forward(self, x):
        return x + self.body(self.norm(x))


@register("feed_forward")  # (1)!
class FeedForward(Layer):
    expansion: int = Field(4, ge=1, le=16)  # (2)!

    def build(self, shape):
        if len(shape) > 2:
            self.refuse("(features,) or (steps, features)", "put a sequence before it")  # (3)!
        return Mlp(shape[-1], self.expansion * shape[-1])  # (4)!


block = [{"type": "attention", "heads": 4}, {"type": "feed_forward", "expansion": 2}]
config = {"input": [20, 32], "layers": block * 2, "head": {"outputs": 2}}
print(describe(config))
logits = build(config)(torch.rand(5, 20, 32))  # (5, 2)
