import torch
from torch import nn
from torchvision.models import resnet18

model = resnet18(weights=None)
print("before:", model.fc)
model.fc = nn.Linear(model.fc.in_features, 5)
print("after: ", model.fc)
with torch.no_grad():
    logits = model.eval()(torch.zeros(2, 3, 64, 64))  # (2, 5)
print("output:", tuple(logits.shape))
