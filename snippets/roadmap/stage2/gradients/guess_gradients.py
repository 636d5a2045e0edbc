import torch

a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
for _ in range(2):
    y = a * b + a
    y.backward()
print("a:", a.grad.item(), " b:", b.grad.item())
