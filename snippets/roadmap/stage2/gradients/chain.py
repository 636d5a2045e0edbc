import torch

x = torch.tensor(2.0, requires_grad=True)
y = 3 * x + 1
z = y**2
z.backward()
print("y =", y.item(), " z =", z.item())
print("by hand: ", 2 * y.item() * 3)
print("backward:", x.grad.item())
