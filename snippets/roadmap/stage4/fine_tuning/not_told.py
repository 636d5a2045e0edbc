import torch
from torch import nn
from torchvision.models import resnet18

torch.manual_seed(1640)
model = resnet18(weights=None).requires_grad_(False).eval()
model.fc = nn.Linear(model.fc.in_features, 5)
optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.1)
weight = model.layer4[1].conv2.weight


def step():
    before = weight.detach().clone()
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(torch.randn(4, 3, 64, 64)), torch.arange(4)).backward()
    optimizer.step()
    return (weight - before).abs().max().item() > 0


model.layer4.requires_grad_(True)
print("without the optimizer knowing, moved:", step(), " has a gradient:", weight.grad is not None)
before = weight.grad.abs().max()
step()
print("the gradient grew:", bool(weight.grad.abs().max() > before))  # (1)!
optimizer.add_param_group({"params": model.layer4.parameters()})
print("with a group of its own,      moved:", step())
try:
    optimizer.add_param_group({"params": model.layer4.parameters()})
except ValueError as error:
    print("added twice:", error)
