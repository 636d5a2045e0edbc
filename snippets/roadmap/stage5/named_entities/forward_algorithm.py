import torch

emissions = torch.tensor([[1.0, 2.0, 0.0], [0.5, 0.0, 1.0], [1.0, 0.0, 1.0]])  # (3, 3)
transitions = torch.tensor([[1.0, 0.0, -5.0], [0.0, -1.0, 1.0], [0.5, 0.0, 0.0]])  # (3, 3)
start, end = torch.tensor([0.0, 0.0, -5.0]), torch.zeros(3)  # (3,), (3,)
total = start + emissions[0]  # (3,)
for emission in emissions[1:]:
    total = (total[:, None] + transitions).logsumexp(dim=0) + emission  # (1)!
print(f"log of the sum of exp: {(total + end).logsumexp(dim=0):.4f}")
print("paths of 50 tokens and 7 tags:", 7**50)
print("sums of the forward algorithm:", 50 * 7 * 7)
