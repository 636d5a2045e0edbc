import torch

losses = torch.tensor([1.0] * 8 + [9.0])  # (9,)
batches = losses.split(4)
print("batches", [len(batch) for batch in batches])
print("mean of the batch means", round(sum(batch.mean().item() for batch in batches) / 3, 4))
print("mean over the samples  ", round(losses.mean().item(), 4))
