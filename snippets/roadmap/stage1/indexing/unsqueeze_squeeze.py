import torch

image = torch.zeros(3, 24, 32)  # (3, 24, 32)
batch = image.unsqueeze(0)  # (1, 3, 24, 32)
print(batch.shape)
print(batch.squeeze(0).shape)
print(batch.squeeze(1).shape)
