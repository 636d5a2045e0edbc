import torch

x = torch.tensor(2.0, requires_grad=True)  # (1)!
y = 3 * x + 1
z = y**2
print("forward: y =", y.item(), " z =", z.item())
print("before: ", x.grad)
z.backward()  # (2)!
print("after:  ", x.grad)  # (3)!
