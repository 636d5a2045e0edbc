import torch
from PIL import Image
from skimage import data
from torchvision.transforms import v2

mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]  # (1)!
finish = [v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)]
change = [v2.RandomResizedCrop(64), v2.RandomHorizontalFlip(), v2.ColorJitter(0.2, 0.2)]
training = v2.Compose([v2.ToImage(), *change, *finish])  # (2)!
validation = v2.Compose([v2.ToImage(), v2.Resize(64), v2.CenterCrop(64), *finish])

photo = Image.fromarray(data.chelsea())
torch.manual_seed(1640)
for name, transform in {"training": training, "validation": validation}.items():
    first, second = transform(photo), transform(photo)  # (3, 64, 64), (3, 64, 64)
    print(f"{name}: {tuple(first.shape)}, twice the same: {torch.equal(first, second)}")
