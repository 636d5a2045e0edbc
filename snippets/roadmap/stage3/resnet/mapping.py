import torch
from network import ResNet18
from torchvision.models import resnet18

torch.manual_seed(1640)
reference = resnet18()
model = ResNet18(num_classes=1000)
theirs, ours = reference.state_dict(), model.state_dict()
print("keys", len(theirs), len(ours), " with other names", len(theirs.keys() - ours.keys()))
renamed = {name.replace("downsample", "shortcut"): value for name, value in theirs.items()}
print("renamed:", model.load_state_dict(renamed))
images = torch.rand(2, 3, 64, 64)
for training in (True, False):  # (1)!
    outputs, expected = model.train(training)(images), reference.train(training)(images)
    gap = (outputs - expected).abs().max().item()
    print(f"training={training}: {tuple(outputs.shape)} largest difference {gap}")
