import os
from pathlib import Path

import torch
from torchvision.models import ResNet18_Weights, resnet18

weights = ResNet18_Weights.DEFAULT  # (1)!

# Only so that this page can be tested without a network: delete these five lines.
os.environ["TORCH_HOME"] = "weights"
stub = Path("weights/hub/checkpoints", Path(weights.url).name)  # (2)!
stub.parent.mkdir(parents=True)
torch.manual_seed(0)
torch.save(resnet18(weights=None).state_dict(), stub)

model = resnet18(weights=weights).eval()  # (3)!
prepare = weights.transforms()  # (4)!
print(f"{weights.meta['_file_size']:.0f} MB to download, once")
print(prepare)

photo = torch.zeros(3, 200, 400, dtype=torch.uint8)  # (3, 200, 400)
photo[:, :, 200:] = 255  # left half black, right half white
image = prepare(photo)  # (3, 224, 224)
print(f"in:  {photo.min()} .. {photo.max()}, {photo.dtype}")
print(f"out: {image.min():.3f} .. {image.max():.3f}, {image.dtype}")
with torch.inference_mode():
    logits = model(image[None])  # (1, 1000)
print(len(weights.meta["categories"]), "names, as", weights.meta["categories"][282])
