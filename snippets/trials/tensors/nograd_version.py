import torch

x = torch.tensor(3.0, requires_grad=True)  # ()
y = x**2  # backward will need x = 3
x.detach().add_(1)
y.backward()
