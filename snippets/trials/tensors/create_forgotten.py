import torch

counts = torch.ones(3)  # (3,)
counts.to("meta")  # (1)!
print(counts.device)

counts = counts.to("meta")  # (2)!
print(counts.device)
