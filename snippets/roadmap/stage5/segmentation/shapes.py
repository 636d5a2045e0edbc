import torch

from hanli.projects.segmentation import UNet

torch.manual_seed(0)
model = UNet().eval()
images = torch.rand(2, 1, 64, 64)
logits = model(images)  # (2, 2, 64, 64)
masks = logits.argmax(dim=1)  # (2, 64, 64)
print(tuple(logits.shape), tuple(masks.shape), masks.dtype)
print("parameters", sum(parameter.numel() for parameter in model.parameters()))
try:
    model(torch.rand(1, 1, 64, 50))
except ValueError as error:
    print("ValueError:", error)
