import torch

x = torch.tensor(2.0, requires_grad=True)  # (1)!
y = x**2  # ()
y.backward()  # (2)!
print(x.grad)

x.grad = None  # (3)!
z = x**3  # ()
z.backward()
print(x.grad)
print(x.is_leaf, z.is_leaf, z.grad_fn.name(), x.grad.requires_grad)  # (4)!
