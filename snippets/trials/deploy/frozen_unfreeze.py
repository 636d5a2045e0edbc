import torch
from torch import nn
from torchvision.models import resnet18

model = resnet18(weights=None).requires_grad_(False)
model.fc = nn.Linear(512, 5)
model.layer4.requires_grad_(True)  # (1)!

optimizer = torch.optim.AdamW(
    [
        {"params": model.layer4.parameters(), "lr": 1e-5},  # (2)!
        {"params": model.fc.parameters(), "lr": 1e-3},
    ]
)
for group in optimizer.param_groups:
    print(group["lr"], f"{sum(parameter.numel() for parameter in group['params']):,}")
