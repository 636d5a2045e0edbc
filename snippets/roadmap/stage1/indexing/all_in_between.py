import torch

images = torch.zeros(8, 3, 24, 32)  # (8, 3, 24, 32)
print(images[5].shape)
print(images[:, 0].shape)
print(images[..., 0].shape)
