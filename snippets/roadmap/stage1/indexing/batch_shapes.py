import torch

images = torch.zeros(8, 3, 24, 32)  # (8, 3, 24, 32)
print(images.transpose(2, 3).shape)
print(images.permute(0, 2, 3, 1).shape)
print(images.flatten(1).shape)
print(images.flatten(1).unflatten(1, (3, 24, 32)).shape)
