import torch
from torch import nn

from hanli.models import LoRALinear

torch.manual_seed(1640)
linear = nn.Linear(64, 64)
original = linear.weight.detach().clone()  # (64, 64)
layer = LoRALinear(linear, rank=4, alpha=8)
nn.init.normal_(layer.lora_b, std=0.1)  # (1)!
with torch.no_grad():
    change = layer.scale * layer.lora_b @ layer.lora_a  # (64, 64)
    merged = layer.merge()
    print("merging moved the weight:", (merged.weight - original).abs().max().item() > 0.01)
    merged.weight -= change
error = (merged.weight - original).abs().max().item()
print("equal to the bit:", torch.equal(merged.weight, original))
print("at most 1e-6 apart:", error <= 1e-6)
