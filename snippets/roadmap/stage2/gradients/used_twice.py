import torch

w = torch.tensor(2.0, requires_grad=True)
(5 * w + w**2).backward()  # (1)!
print("used twice in one graph: ", w.grad.item())

w.grad = None
(5 * w).backward()
(w**2).backward()
print("two graphs, not cleared: ", w.grad.item())

w.grad = None
(5 * w).backward()
w.grad = None
(w**2).backward()
print("cleared in between:      ", w.grad.item())
