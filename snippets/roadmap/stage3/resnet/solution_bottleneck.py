import torch
from torch import nn
from torchvision.models import resnet50


class Bottleneck(nn.Module):
    def __init__(self, inputs, middle, stride=1):
        super().__init__()
        outputs = 4 * middle
        self.conv1 = nn.Conv2d(inputs, middle, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, middle, 3, stride, padding=1, bias=False)  # (1)!
        self.bn2 = nn.BatchNorm2d(middle)
        self.conv3 = nn.Conv2d(middle, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Identity()
        if stride != 1 or inputs != outputs:
            projection = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(projection, nn.BatchNorm2d(outputs))

    def forward(self, inputs):
        hidden = torch.relu(self.bn1(self.conv1(inputs)))
        hidden = torch.relu(self.bn2(self.conv2(hidden)))
        return torch.relu(self.bn3(self.conv3(hidden)) + self.downsample(inputs))


reference = resnet50().layer2
for module in reference.modules():
    if isinstance(module, nn.BatchNorm2d):
        nn.init.uniform_(module.weight, 0.5, 1.5)
images = torch.rand(2, 256, 16, 16)
for theirs, own in ((reference[0], Bottleneck(256, 128, 2)), (reference[1], Bottleneck(512, 128))):
    own.load_state_dict(theirs.state_dict())
    outputs, expected = own(images), theirs(images)
    count = sum(parameter.numel() for parameter in own.parameters())
    gap = (outputs - expected).abs().max().item()
    print(f"{tuple(images.shape)} to {tuple(outputs.shape)}: {count:,} parameters, gap {gap}")
    images = outputs.detach()
