import torch
from torch import nn

layer = nn.Linear(4, 2)
inputs = torch.rand(3, 4)  # (3, 4)
with torch.amp.autocast("cpu", dtype=torch.bfloat16):
    inside = layer(inputs)  # (3, 2)
outside = layer(inputs)  # (3, 2)
inside.sum().backward()
tensors = {"inside": inside, "outside": outside, "inputs": inputs}
tensors |= {"weight": layer.weight, "gradient of weight": layer.weight.grad}
for name, tensor in tensors.items():
    print(f"{name}: {tensor.dtype}")
