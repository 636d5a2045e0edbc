import torch
from torch.utils.data import DataLoader

losses = torch.tensor([1.0, 1.0, 1.0, 1.0, 9.0])  # (5,)
batches = list(DataLoader(losses, batch_size=2))
print("sizes of the batches  ", [len(batch) for batch in batches])
print("mean of batch means   ", round(sum(batch.mean().item() for batch in batches) / 3, 4))
print("mean over all samples ", sum(batch.mean().item() * len(batch) for batch in batches) / 5)
