import torch

x = torch.ones(3)  # (3,)
layer = torch.nn.Linear(3, 1)
print("tensor:", x.to("meta") is x, x.device)
print("module:", layer.to("meta") is layer, layer.weight.device)
