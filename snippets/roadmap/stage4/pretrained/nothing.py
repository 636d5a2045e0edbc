import torch
from torch import nn
from torchvision.models import resnet50

with torch.device("meta"):  # (1)!
    model = resnet50(weights=None).requires_grad_(False)
    model.fc = nn.Linear(2048, 10)


def create() -> torch.optim.Optimizer:
    chosen = [p for p in model.layer4.parameters() if p.requires_grad]  # (2)!
    return torch.optim.SGD([{"params": model.fc.parameters()}, {"params": chosen}], lr=0.01)


def show(title: str) -> None:
    for group in optimizer.param_groups:
        count = sum(p.numel() for p in group["params"])
        print(f"{title}: {len(group['params'])} tensors, {count:,} numbers")


optimizer = create()
show("frozen")
model.layer4.requires_grad_(True)
show("unfrozen, same optimizer")
optimizer = create()
show("unfrozen, new optimizer")
