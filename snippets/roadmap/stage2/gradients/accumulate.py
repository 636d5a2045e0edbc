import torch

x = torch.tensor(2.0, requires_grad=True)
for call in (1, 2, 3):
    y = x**2
    y.backward()
    print("after call", call, "of backward:", x.grad.item())

x.grad = None  # (1)!
y = x**2
y.backward()
print("cleared first:", x.grad.item())

(gradient,) = torch.autograd.grad(x**2, x)  # (2)!
print("autograd.grad:", gradient.item(), " x.grad:", x.grad.item())
