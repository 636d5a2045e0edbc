import torch

x = torch.tensor([36.6, 37.0])  # (2,)
print(x)
print(x.tolist())
print(x[1], x[1].item())
