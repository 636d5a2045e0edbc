import torch

pixels = torch.tensor([250, 251], dtype=torch.uint8)  # (2,)
print(pixels + 10)
print(pixels.to(torch.int64) + 10)
