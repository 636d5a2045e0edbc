import torch

images = torch.arange(24.0).reshape(2, 3, 2, 2)  # (2, 3, 2, 2)
print(images.mean(dim=(0, 2, 3)))
print(images.amax(dim=(-2, -1), keepdim=True).shape)

x = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
print((x > 1).all(), (x > 1).any(dim=1), (x > 2).sum())
