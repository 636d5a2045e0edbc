import torch

x = torch.arange(12).reshape(3, 4)  # (3, 4)
print(x[[2, 0]])  # row 2, then row 0
print(x[[0, 1, 2], [3, 0, 2]])  # (1)!
print(x[[2, 0]][:, [3, 1]])  # (2)!

scores = torch.tensor([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])  # (2, 3)
labels = torch.tensor([1, 0])  # (2,)
print(scores[torch.arange(2), labels])  # (3)!
