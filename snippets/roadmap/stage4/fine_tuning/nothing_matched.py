from torch import nn
from torchvision.models import resnet18

body = nn.Sequential(*list(resnet18(weights=None).children())[:-1])  # (1)!
model = nn.Sequential(body, nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 5))
body.requires_grad_(False)
for stage, wanted in enumerate(("fc", "layer4", "layer3")):
    for name, p in model.named_parameters():
        if wanted in name:
            p.requires_grad = True
    print(f"stage {stage}, {wanted}: {sum(p.requires_grad for p in model.parameters())} tensors")
print("names:", [name for name, _ in body.named_children()])
