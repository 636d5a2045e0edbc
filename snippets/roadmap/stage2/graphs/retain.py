import torch

x = torch.tensor(3.0, requires_grad=True)
y = x**2
y.backward(retain_graph=True)
print("first time: ", x.grad.item())
y.backward()
print("second time:", x.grad.item())
