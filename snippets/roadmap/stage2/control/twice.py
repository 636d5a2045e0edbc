import torch

x = torch.tensor(2.0, requires_grad=True)
y = x + 1  # (1)!
y.backward()
y.backward()
print("x + 1, two times backward:", x.grad.item())

x.grad = None
y = x**2
y.backward(retain_graph=True)  # (2)!
print("x ** 2, first time:       ", x.grad.item())
y.backward()
print("x ** 2, second time:      ", x.grad.item())  # (3)!
try:
    y.backward()
except RuntimeError as error:
    print(str(error).partition(" (or")[0])
