import torch

x = torch.tensor(3.0, requires_grad=True)
y = x**2
print("kept for the way back:", y.grad_fn._saved_self.item())  # (1)!
y.backward()
print("gradient:", x.grad.item())
y.backward()
