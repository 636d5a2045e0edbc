import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])  # (2, 3)
print(x.sum(), x.sum(dim=0), x.sum(dim=1))  # (1)!
print(x - x.mean(dim=1, keepdim=True))  # (2)!

images = torch.rand(8, 3, 24, 32)  # (8, 3, 24, 32)
print(images.mean(dim=(0, 2, 3)).shape)  # (3)!
print(images.amax(dim=(-2, -1), keepdim=True).shape)
print((x > 1).all(), (x > 1).any(dim=1), (x > 2).sum())  # (4)!
