import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 32), nn.LayerNorm(32), nn.Tanh(), nn.Linear(32, 10))
matrices = [p for p in model.parameters() if p.dim() >= 2]  # (1)!
vectors = [p for p in model.parameters() if p.dim() < 2]

groups = [{"params": matrices}, {"params": vectors, "weight_decay": 0.0, "lr": 3e-4}]
optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.01)  # (2)!

for group in optimizer.param_groups:
    count = sum(p.numel() for p in group["params"])
    print(f"{count:4} numbers: lr {group['lr']:g}, weight_decay {group['weight_decay']:g}")
listed = [p for group in optimizer.param_groups for p in group["params"]]
print("numbers in all groups:", sum(p.numel() for p in listed))
print("numbers in the model: ", sum(p.numel() for p in model.parameters()))
