import torch
from network import ResNet18
from torch import nn
from torchvision.models import resnet18

torch.manual_seed(1640)
reference = resnet18()
for module in reference.modules():
    if isinstance(module, nn.BatchNorm2d):  # (1)!
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.normal_(module.bias)
        nn.init.normal_(module.running_mean)
        nn.init.uniform_(module.running_var, 0.5, 2.0)
model = ResNet18(num_classes=1000)
theirs, ours = reference.state_dict(), model.state_dict()
print("keys", len(theirs), len(ours), " with other names", len(theirs.keys() - ours.keys()))
renamed = {name.replace("downsample", "shortcut"): value for name, value in theirs.items()}
print("renamed:", model.load_state_dict(renamed))
images = torch.rand(2, 3, 64, 64)
for training in (True, False):  # (2)!
    outputs, expected = model.train(training)(images), reference.train(training)(images)
    gap = (outputs - expected).abs().max().item()
    print(f"training={training}: {tuple(outputs.shape)} largest difference {gap}")
