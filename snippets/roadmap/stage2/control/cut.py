import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(5.0, requires_grad=True)
y = x**2
z = y.detach()  # (1)!
print("z wants a gradient:", z.requires_grad, " y still does:", y.requires_grad)
(w * z).backward()  # (2)!
print("w:", w.grad.item(), " x:", x.grad)
try:
    z.backward()
except RuntimeError as error:
    print(error)
