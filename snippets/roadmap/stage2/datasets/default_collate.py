import torch
from torch.utils.data import DataLoader

pairs = [(torch.rand(3, 8, 8), label) for label in (4, 0, 7)]
joined = next(iter(DataLoader(pairs, batch_size=3)))  # (1)!
print(type(joined).__name__, joined[0].shape, joined[1])

records = [
    {"image": torch.rand(3, 8, 8), "weight": 0.5, "name": "sword"},
    {"image": torch.rand(3, 8, 8), "weight": 1.5, "name": "cauldron"},
]
batch = next(iter(DataLoader(records, batch_size=2)))
for key, value in batch.items():
    print(f"{key:6}", value.shape if key == "image" else value)
