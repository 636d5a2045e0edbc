import torch

w = torch.tensor(2.0, requires_grad=True)
torch.set_grad_enabled(False)  # (1)!
print("a hundred lines later:", (w * 3).requires_grad)
torch.set_grad_enabled(True)
print("switched on again:    ", (w * 3).requires_grad)
