import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)  # (3,)
y = x**2  # (3,)
y.backward()
