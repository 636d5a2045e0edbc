import torch

with torch.device("meta"):  # (1)!
    giant = torch.nn.Linear(100_000, 100_000, bias=False)

print(giant.weight.shape, giant.weight.device)
print(f"{giant.weight.nbytes:,} bytes on paper")
