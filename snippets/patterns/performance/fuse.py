import copy

import torch
from torch import nn
from torch.fx.experimental.optimization import fuse
from torchvision.models import resnet18

torch.manual_seed(1640)
model = resnet18(weights=None)
images = torch.rand(4, 3, 64, 64)
model(images)  # (1)!
model.eval()
fused = fuse(copy.deepcopy(model))


def norms(network):
    return sum(isinstance(module, nn.BatchNorm2d) for module in network.modules())


with torch.inference_mode():
    right, ours = model(images), fused(images)
    difference = (ours - right).abs().max() / right.abs().max()
print(f"batch norms: {norms(model)} before, {norms(fused)} after")
print(f"within 1e-5 of the largest output: {difference.item() < 1e-5}")

try:
    fuse(copy.deepcopy(model).train())  # (2)!
    print("in training mode: fused all the same")
except Exception as error:
    print(f"in training mode: {type(error).__name__}: {error}")
