import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 32), nn.LayerNorm(32), nn.Tanh(), nn.Linear(32, 10))
matrices = [p for p in model.parameters() if p.dim() >= 2]  # (1)!
the_rest = [p for p in model.parameters() if p.dim() < 2]

groups = [{"params": matrices}, {"params": the_rest, "weight_decay": 0.0, "lr": 3e-4}]
optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.01)  # (2)!

for group in optimizer.param_groups:
    count = sum(p.numel() for p in group["params"])
    print(f"{count:5} numbers: lr {group['lr']:g}, weight_decay {group['weight_decay']:g}")
listed = [id(p) for group in groups for p in group["params"]]
print("all of them, once each:", sorted(listed) == sorted(map(id, model.parameters())))
