import os

import torch
from torch import nn

os.environ["TORCHINDUCTOR_CACHE_DIR"] = os.path.abspath("compiled")  # (1)!
torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(64, 32), nn.GELU(), nn.Linear(32, 10)).eval()
batches = [torch.rand(size, 64) for size in (8, 1, 3, 64)]
with torch.inference_mode():
    expected = [model(batch) for batch in batches]
    model.compile(dynamic=True)  # (2)!
    for batch, right in zip(batches, expected, strict=True):
        difference = (model(batch) - right).abs().max().item()
        print(f"batch of {len(batch)}: within 1e-5 of eager: {difference < 1e-5}")
