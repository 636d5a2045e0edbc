import torch

w = torch.tensor(2.0, requires_grad=True)
loss = 5 * w + w**2
loss.backward()
print("one backward: ", w.grad.item())

w.grad = None
(5 * w).backward()
(w**2).backward()
print("two backwards:", w.grad.item())
