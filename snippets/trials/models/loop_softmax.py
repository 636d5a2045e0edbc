import torch
from torch import nn

targets = torch.arange(10)  # (10,)
certain = nn.functional.one_hot(targets, 10).double()  # (10, 10)
criterion = nn.CrossEntropyLoss()
print(f"certain and right, as probabilities: {criterion(certain, targets):.4f}")
print(f"certain and right, as logits:        {criterion(100 * certain, targets):.4f}")
