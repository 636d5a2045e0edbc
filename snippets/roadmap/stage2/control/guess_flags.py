import torch

a = torch.tensor(1.0, requires_grad=True)
b = a * 2
with torch.no_grad():
    c = b * 2
    a_again = a
d = c * a
print(b.requires_grad, c.requires_grad, a_again.requires_grad, d.requires_grad)
d.backward()
print(a.grad.item())
