import torch

prediction = (4, 3)  # (1)!
difference = torch.zeros(4, 1) - torch.zeros(3)  # (4, 3)
print("my prediction is right:", difference.shape == prediction)
