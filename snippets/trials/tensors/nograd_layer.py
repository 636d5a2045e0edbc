import torch

with torch.no_grad():
    layer = torch.nn.Linear(2, 1)
    output = layer(torch.ones(1, 2))  # (1, 1)

print("output:    ", output.requires_grad)
print("parameters:", layer.weight.requires_grad)
layer.requires_grad_(False)
print("frozen:    ", layer.weight.requires_grad)
