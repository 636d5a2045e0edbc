import torch
from torch import nn
from torchvision.models import resnet50

with torch.device("meta"):  # (1)!
    model = resnet50(weights=None).requires_grad_(False)
    model.fc = nn.Linear(2048, 10)

chosen = [p for p in model.layer4.parameters() if p.requires_grad]  # (2)!
optimizer = torch.optim.SGD([{"params": model.fc.parameters()}, {"params": chosen}], lr=0.01)
for group in optimizer.param_groups:
    print(f"{len(group['params'])} tensors, {sum(p.numel() for p in group['params']):,} numbers")

model.layer4.requires_grad_(True)
trainable = [p for p in model.parameters() if p.requires_grad]
print(f"after layer4: {len(trainable)} tensors, {sum(p.numel() for p in trainable):,} numbers")
