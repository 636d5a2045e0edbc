import torch
from skimage import data
from torchvision.transforms import v2

photo = v2.functional.to_image(data.chelsea())  # (3, 300, 451)
flip = v2.RandomHorizontalFlip(p=0.5)
torch.manual_seed(1640)
flipped = [not torch.equal(flip(photo), photo) for _ in range(8)]
print(flipped)
print("always:", torch.equal(v2.RandomHorizontalFlip(p=1)(photo), photo.flip(2)))
