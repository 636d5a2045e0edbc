import torch

print(torch.tensor([16777217, 1])[0].item())
print(torch.tensor([16777217, 0.5])[0].item())
