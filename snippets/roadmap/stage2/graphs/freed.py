import torch

x = torch.tensor(3.0, requires_grad=True)
y = x**2
y.backward()
print("first time: ", x.grad.item())
try:
    y.backward()
except RuntimeError as error:
    print("second time:", str(error).partition(" (or")[0])
