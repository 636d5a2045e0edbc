import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)  # (2,)
y = x.exp()  # (2,)
print("version", y._version)
y += 1  # (1)!
print("version", y._version)
y.sum().backward()
