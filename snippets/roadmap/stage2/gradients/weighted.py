import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)  # (3,)
weights = torch.tensor([1.0, 0.0, 10.0])  # (3,)
y = x**2  # (3,)
y.backward(gradient=weights)
print("gradient=:   ", x.grad)

x.grad = None
y = x**2  # (3,)
(weights * y).sum().backward()
print("weighted sum:", x.grad)
