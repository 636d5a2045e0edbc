import torch
from torch import nn
from torchvision.models import resnet18

batch = torch.zeros(2, 3, 32, 32)
for name in ("standard", "for CIFAR-10"):
    model = resnet18(num_classes=10).eval()
    if name == "for CIFAR-10":
        model.conv1 = nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False)
        model.maxpool = nn.Identity()
    start = model.maxpool(model.conv1(batch))
    end = model.layer4(model.layer3(model.layer2(model.layer1(start))))
    count = sum(weight.numel() for weight in model.parameters())
    print(f"{name:13}{tuple(start.shape)} {tuple(end.shape)} {count:,} parameters")
