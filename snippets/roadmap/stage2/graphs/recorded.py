import torch

w = torch.tensor(3.0, requires_grad=True)
y = w * 2
loss = y**2
print("loss:", loss.grad_fn.name())
print("y:   ", y.grad_fn.name())
print("w:   ", w.grad_fn)
