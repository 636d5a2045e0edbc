import torch
from torchvision.transforms import v2

image = torch.tensor([0.0, 0.5, 1.0]).reshape(1, 1, 3)  # (1, 1, 3)
normalize = v2.Normalize(mean=[0.5], std=[0.25])
result = normalize(image)  # (1, 1, 3)
print("normalized", result.flatten().tolist())
print("restored  ", (result * 0.25 + 0.5).flatten().tolist())
