import torch

x = torch.ones(2, 3)  # (2, 3)
y = x.to("meta")  # (2, 3)
print(x.device, y.device)
print(y)
print(x.to("cpu") is x)
