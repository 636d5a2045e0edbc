import torch

x = torch.tensor(3.0, requires_grad=True)  # ()
(x**2).backward()
print("untouched:    ", x.grad.item())

x.grad = None
y = x**2  # ()
x.data.add_(1)  # (1)!
y.backward()
print("through .data:", x.grad.item())
