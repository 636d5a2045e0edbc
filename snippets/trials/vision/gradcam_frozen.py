import torch
from pytorch_grad_cam import GradCAM
from torch import nn

from hanli.explain import grad_cam

torch.manual_seed(1640)
body, head = nn.Conv2d(3, 8, 3), nn.Linear(8, 5)
model = nn.Sequential(body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head)
body.requires_grad_(False)  # transfer learning: only the head is trained
images = torch.randn(2, 3, 16, 16)

with GradCAM(model=model, target_layers=[body]) as cam:
    try:
        cam(input_tensor=images, targets=None)
    except AttributeError as error:
        print("frozen:", error)
    library = cam(input_tensor=images.clone().requires_grad_(), targets=None)  # (1)!

ours = grad_cam(model, body, images)  # (2, 16, 16)
print("cured, and equal to hanli:", torch.allclose(ours, torch.from_numpy(library), atol=1e-4))
print("gradients left on the head by the library:", head.weight.grad is not None)  # (2)!
