import torch

x = torch.tensor([2.0, 3.0], requires_grad=True)  # (2,)
(x**2).sum().backward()
print("sum of squares:", x.grad, x.grad.shape == x.shape)
x.grad = None  # (1)!
(3 * x).sum().backward()
print("three times:   ", x.grad)
