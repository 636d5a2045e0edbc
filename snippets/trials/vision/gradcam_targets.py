import torch
from pytorch_grad_cam import GradCAM
from torch import nn

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
with GradCAM(model=model, target_layers=[model[0]]) as cam:
    cam(input_tensor=torch.randn(1, 3, 16, 16))
