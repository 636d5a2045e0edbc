import torch
from block import Block
from torch import nn


class ResNet18(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(Block(64, 64), Block(64, 64))
        self.layer2 = nn.Sequential(Block(64, 128, stride=2), Block(128, 128))
        self.layer3 = nn.Sequential(Block(128, 256, stride=2), Block(256, 256))
        self.layer4 = nn.Sequential(Block(256, 512, stride=2), Block(512, 512))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, num_classes)

    def forward(self, images):
        hidden = self.maxpool(torch.relu(self.bn1(self.conv1(images))))
        hidden = self.layer4(self.layer3(self.layer2(self.layer1(hidden))))
        return self.fc(self.avgpool(hidden).flatten(1))


if __name__ == "__main__":
    model = ResNet18(num_classes=1000).eval()
    tensor = torch.zeros(1, 3, 224, 224)
    for name, module in model.named_children():
        tensor = module(tensor.flatten(1) if name == "fc" else tensor)
        count = sum(parameter.numel() for parameter in module.parameters())
        print(f"{name:8}{tuple(tensor.shape)!s:18}{count:>10,}")
    print("all", f"{sum(parameter.numel() for parameter in model.parameters()):,}")
