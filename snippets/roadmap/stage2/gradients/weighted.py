import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)  # (3,)
y = x**2  # (3,)
y.backward(torch.tensor([1.0, 0.0, 10.0]))  # (1)!
print(x.grad)

x.grad = None
(x**2 * torch.tensor([1.0, 0.0, 10.0])).sum().backward()
print(x.grad)
