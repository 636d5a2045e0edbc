import torch
from torch.utils.data import DataLoader, WeightedRandomSampler

labels = torch.tensor([0] * 90 + [1] * 10)  # (100,)
counts = labels.bincount()  # (2,)
weights = (1 / counts)[labels]  # (100,)
print(counts, weights[0], weights[99])

generator = torch.Generator().manual_seed(1640)
sampler = WeightedRandomSampler(weights, num_samples=100, generator=generator)
samples = list(enumerate(labels.tolist()))
drawn = list(DataLoader(samples, batch_size=20, sampler=sampler))  # (1)!
indices = torch.cat([index for index, label in drawn])  # (100,)
print("drawn of each class:", labels[indices].bincount())
print("different samples:", len(indices.unique()))
