import torch
from torch.utils.data import DataLoader

for run in ("first run", "second run"):
    generator = torch.Generator().manual_seed(1640)
    loader = DataLoader(range(8), batch_size=4, shuffle=True, generator=generator)
    for epoch in (1, 2):  # (1)!
        print(run, "epoch", epoch, [batch.tolist() for batch in loader])
