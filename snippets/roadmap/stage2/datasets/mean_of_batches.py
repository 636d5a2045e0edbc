import torch
from torch.utils.data import DataLoader

losses = torch.tensor([1.0] * 8 + [9.0])  # (9,)
means, total = [], 0.0
for batch in DataLoader(losses, batch_size=4):
    means.append(batch.mean().item())
    total += batch.sum().item()  # (1)!
print("means of the batches:", means)
print(f"mean of the means: {sum(means) / len(means):.4f}")
print(f"mean of the samples: {total / len(losses):.4f}")
