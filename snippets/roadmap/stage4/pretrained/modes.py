import torch
from torch import nn
from torchvision.models import resnet18

torch.manual_seed(1640)
body = resnet18(weights=None)
body.fc = nn.Identity()
images = torch.randn(8, 3, 64, 64)
for name, set_mode in {"train": body.train, "eval": body.eval}.items():
    set_mode()
    with torch.no_grad():
        together, alone = body(images), body(images[:1])  # (8, 512), (1, 512)
    print(f"{name:5} largest difference {(together[:1] - alone).abs().max():.2f}")

print("not frozen:", body(images).requires_grad)
with torch.no_grad():
    print("not frozen, no_grad:", body(images).requires_grad)
body.requires_grad_(False)
print("frozen:", body(images).requires_grad)
