import torch

batch = torch.zeros(32, 3, 64, 64)  # (32, 3, 64, 64)
print("ndim:        ", batch.ndim)
print("numel:       ", batch.numel())
print("element_size:", batch.element_size())
print("nbytes:      ", batch.nbytes)
print("len:         ", len(batch))
