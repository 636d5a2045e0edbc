import torch
from torch import nn
from torchvision.models import resnet18

torch.manual_seed(1640)
model = resnet18(weights=None).requires_grad_(False).eval()  # (1)!
model.fc = nn.Linear(512, 5)
model.layer4.requires_grad_(True)
optimizer = torch.optim.AdamW(
    [
        {"params": model.layer4.parameters(), "lr": 1e-5, "name": "layer4"},
        {"params": model.fc.parameters(), "lr": 1e-3, "name": "fc"},
    ],
    weight_decay=0,
)
for group in optimizer.param_groups:
    count = sum(p.numel() for p in group["params"])
    tensors = len(group["params"])
    print(f"{group['name']:6} lr {group['lr']:g}, {tensors:2} tensors, {count:,} numbers")

before = {name: p.detach().clone() for name, p in model.named_parameters()}
images = torch.randn(4, 3, 64, 64)
nn.functional.cross_entropy(model(images), torch.arange(4)).backward()
optimizer.step()
for part in ("conv1", "layer3", "layer4", "fc"):
    moves = [
        (p - before[name]).abs().max().item()
        for name, p in model.named_parameters()
        if name.startswith(f"{part}.")
    ]
    print(f"{part:6} moved by at most {max(moves):.6f}")
