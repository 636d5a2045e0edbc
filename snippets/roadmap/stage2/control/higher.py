import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**4
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x)
print("first: ", first.item(), first.requires_grad)
print("second:", second.item(), second.requires_grad)
print("x.grad:", x.grad)
