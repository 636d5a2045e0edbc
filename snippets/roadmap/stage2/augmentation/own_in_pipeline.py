import torch
from PIL import Image
from torch import nn
from torchvision.transforms import v2


class HalveBrightness(nn.Module):
    def forward(self, image):
        return image.clone().mul_(0.5)


picture = Image.new("RGB", (8, 8), "white")
steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), HalveBrightness()]  # (1)!
print("largest value:", v2.Compose(steps)(picture).max().item())
try:
    v2.Compose([HalveBrightness(), *steps])(picture)
except AttributeError as error:
    print("AttributeError:", error)
