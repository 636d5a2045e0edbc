import torch

x = torch.ones(3)  # (3,)
y = torch.ones(3, device="meta")  # (3,)
try:
    x + y
except RuntimeError as error:
    print(error)
print((x.to(y.device) + y).device)
print((y * torch.tensor(2.0)).device)
