import torch
from torch.nn.functional import cross_entropy

logits = torch.tensor([[3.0, 1.0, 0.0]], dtype=torch.float64)  # (1, 3)
targets = torch.tensor([[0.75, 0.25, 0.0]], dtype=torch.float64)  # (1, 3)
mixed = cross_entropy(logits, targets).item()
first, second = (cross_entropy(logits, torch.tensor([label])).item() for label in (0, 1))
print(f"loss of class 0: {first:.4f}   of class 1: {second:.4f}")
print(f"loss of the mixed label: {mixed:.4f}   by hand: {0.75 * first + 0.25 * second:.4f}")
