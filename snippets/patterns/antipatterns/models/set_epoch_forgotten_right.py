import torch
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler

dataset = TensorDataset(torch.arange(10))
sampler = DistributedSampler(dataset, num_replicas=2, rank=0, shuffle=True)
loader = DataLoader(dataset, batch_size=5, sampler=sampler)

for epoch in range(3):
    sampler.set_epoch(epoch)
    for (samples,) in loader:
        print(f"epoch {epoch}: samples", samples.tolist())
