import torch
from torch import nn
from torchvision.models import vgg16

with torch.device("meta"):
    model = vgg16(weights=None).requires_grad_(False)
    model.classifier[-1] = nn.Linear(4096, 5)

body = model.features[28].requires_grad_(True)
head = model.classifier[-1]
optimizer = torch.optim.AdamW(
    [
        {"params": body.parameters(), "lr": 1e-5},
        {"params": head.parameters(), "lr": 1e-3},
    ]
)
for group in optimizer.param_groups:
    print(f"lr {group['lr']:g}: {sum(p.numel() for p in group['params']):,}")
trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
print(f"trainable: {trainable:,} of {sum(p.numel() for p in model.parameters()):,}")
