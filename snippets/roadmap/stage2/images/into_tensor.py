import torch
from PIL import Image
from skimage import data
from torchvision.transforms import v2

photo = Image.fromarray(data.chelsea())
steps = [v2.ToImage(), v2.Resize(64), v2.CenterCrop(64), v2.ToDtype(torch.float32, scale=True)]

image = photo
for step in steps:
    image = step(image)
    low, high = image.min().item(), image.max().item()
    print(f"{type(step).__name__:12} {tuple(image.shape)} {image.dtype}  {low:.3g} to {high:.3g}")

pipeline = v2.Compose(steps)  # (1)!
difference = (pipeline(photo) - image).abs().max().item()
print("largest difference from Compose:", difference)
