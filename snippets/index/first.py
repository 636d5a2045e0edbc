import torch

torch.manual_seed(1640)  # (1)!
x = torch.rand(2, requires_grad=True)  # (2,)
y = (x**2).sum()  # ()
y.backward()
print(x.detach())
print(x.grad == 2 * x)  # (2)!
