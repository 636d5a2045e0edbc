import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.scale = alpha / rank
        self.lora_a = nn.Parameter(torch.empty(rank, base.in_features))
        self.lora_b = nn.Parameter(torch.zeros(base.out_features, rank))  # (1)!
        nn.init.kaiming_uniform_(self.lora_a, a=math.sqrt(5))

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.lora_a.mT @ self.lora_b.mT)  # (2)!


torch.manual_seed(1640)
linear = nn.Linear(64, 64)
layer = LoRALinear(linear, rank=4, alpha=8)
x = torch.randn(5, 64)
print("first output equal to the bit:", torch.equal(layer(x), linear(x)))
for name, p in layer.named_parameters():
    print(f"{name:12} {tuple(p.shape)!s:9} {p.numel():5} numbers, trained: {p.requires_grad}")
layer(x).square().sum().backward()
print("gradient of A is 0:", bool((layer.lora_a.grad == 0).all()))
print("gradient of B is 0:", bool((layer.lora_b.grad == 0).all()))
