import torch

x = torch.tensor([2.0, 3.0], requires_grad=True)  # (2,)
y = (x**2).sum()  # ()
y.backward()
print("y:       ", y.item())
print("gradient:", x.grad)
