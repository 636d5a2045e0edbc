import torch

a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
for _ in range(2):
    (a * b + a).backward()
print(a.grad.item(), b.grad.item())
