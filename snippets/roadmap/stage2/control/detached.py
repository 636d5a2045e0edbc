import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(5.0, requires_grad=True)
y = x**2
fixed = y.detach()
print("y:", y.requires_grad, " fixed:", fixed.requires_grad)
(w * fixed).backward()
print("w.grad:", w.grad.item(), " x.grad:", x.grad)
print("same memory:", fixed.data_ptr() == y.data_ptr())
