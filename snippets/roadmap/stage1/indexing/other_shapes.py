import torch

x = torch.arange(12)  # (12,)
print(x.reshape(3, 4).shape, x.reshape(2, -1).shape)  # (1)!

images = torch.zeros(8, 3, 24, 32)  # (8, 3, 24, 32)
flat = images.flatten(1)  # (8, 2304)
print(flat.shape, flat.unflatten(1, (3, 24, 32)).shape)  # (2)!

channels_last = images.permute(0, 2, 3, 1)  # (8, 24, 32, 3)
upright = images.transpose(-1, -2)  # (8, 3, 32, 24)
print(channels_last.shape, upright.shape)  # (3)!

one = torch.zeros(3, 24, 32)  # (3, 24, 32)
batch = one.unsqueeze(0)  # (1, 3, 24, 32)
print(batch.shape, batch.squeeze(0).shape)  # (4)!
