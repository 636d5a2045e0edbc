import torch
from pytorch_grad_cam import GradCAM
from torch import nn

torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, stride=2),
    nn.Tanh(),
    nn.Conv2d(8, 16, 3, stride=2),
    nn.Tanh(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(16, 5),
).eval()
layer, images = model[2], torch.randn(2, 3, 32, 32)

kept = []
handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))  # (1)!
try:
    scores = model(images)  # (2, 5)
finally:
    handle.remove()  # (2)!
features = kept[0]  # (2, 16, 7, 7)
best = scores.max(dim=1).values.sum()  # (3)!
(gradient,) = torch.autograd.grad(best, features)
weights = gradient.mean(dim=(2, 3), keepdim=True)  # (2, 16, 1, 1)
maps = (weights * features.detach()).sum(dim=1, keepdim=True).relu()  # (4)!
maps = nn.functional.interpolate(maps, size=(32, 32), mode="bilinear")[:, 0]  # (2, 32, 32)
maps -= maps.amin(dim=(1, 2), keepdim=True)
maps /= maps.amax(dim=(1, 2), keepdim=True)

with GradCAM(model=model, target_layers=[layer]) as cam:
    library = torch.from_numpy(cam(input_tensor=images, targets=None))  # (2, 32, 32)
print("by hand and by library differ by less than 1e-4:", bool((maps - library).abs().max() < 1e-4))
print("hooks left behind:", len(layer._forward_hooks))
