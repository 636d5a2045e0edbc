import torch

w = torch.tensor(2.0, requires_grad=True)
torch.set_grad_enabled(False)
print("later:         ", (w * 3).requires_grad)
torch.set_grad_enabled(True)
print("switched on:   ", (w * 3).requires_grad)
