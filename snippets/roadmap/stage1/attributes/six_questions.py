import torch

batch = torch.zeros(32, 3, 64, 64)  # (32, 3, 64, 64)
print("shape ", tuple(batch.shape))  # (1)!
print("ndim  ", batch.ndim)
print("numel ", batch.numel())
print("dtype ", batch.dtype)
print("device", batch.device)
print("bytes ", batch.element_size(), "x", batch.numel(), "=", batch.nbytes)  # (2)!
print("len   ", len(batch), "images of", batch.shape[1], "channels")  # (3)!
