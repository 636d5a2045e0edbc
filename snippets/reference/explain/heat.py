import torch
from torch import nn

from hanli.explain import grad_cam

torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(1, 2, 3, padding=1, bias=False),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(2, 2, bias=False),
)
with torch.no_grad():  # (1)!
    model[0].weight.zero_()
    model[0].weight[0, 0, 1, 1], model[0].weight[1, 0, 1, 1] = 1, -1
    model[4].weight.copy_(torch.eye(2))

images = torch.zeros(2, 1, 4, 4)  # (2, 1, 4, 4)
images[:, 0, 0, 0], images[:, 0, 3, 3] = 8, -4

maps = grad_cam(model, model[1], images, targets=[0, 1])  # (2)!
print(maps)

try:
    grad_cam(model, model[4], images)  # (3)!
except ValueError as error:
    print(error)
