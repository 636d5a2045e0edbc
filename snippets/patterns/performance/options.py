import torch
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.arange(100))
for option in ({"prefetch_factor": 2}, {"persistent_workers": True}, {"timeout": 10}):
    try:
        DataLoader(dataset, batch_size=32, num_workers=0, **option)
        print(option, "accepted")
    except ValueError as error:
        print(option, "->", error)
