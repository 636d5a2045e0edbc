import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**2 * x
y.backward()
print("recorded:", x.grad.item())

x.grad = None
square = (x**2).detach()
y = square * x
y.backward()
print("detached:", x.grad.item())
