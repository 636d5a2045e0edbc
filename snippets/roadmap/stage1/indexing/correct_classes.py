import torch

scores = torch.tensor([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])  # (2, 3)
labels = torch.tensor([1, 2])  # (2,)
print(scores[torch.arange(2), labels])
