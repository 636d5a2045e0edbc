import torch

w = torch.tensor(2.0, requires_grad=True)
y = w * 3
print("outside:", y.requires_grad, y.grad_fn.name())
with torch.no_grad():
    z = w * 3
    print("inside: ", z.requires_grad, z.grad_fn)
print("after:  ", (w * 3).requires_grad, z.item())
