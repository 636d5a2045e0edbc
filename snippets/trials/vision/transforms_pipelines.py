import torch
from skimage import data
from torchvision.transforms import v2

normalize = v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])  # (1)!
for_training = v2.Compose(
    [
        v2.ToImage(),
        v2.RandomResizedCrop(224, scale=(0.35, 1.0)),  # (2)!
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(brightness=0.3, contrast=0.3),
        v2.ToDtype(torch.float32, scale=True),
        normalize,
    ]
)
for_validation = v2.Compose(
    [
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),  # (3)!
        v2.Resize(256),  # (4)!
        v2.CenterCrop(224),
        normalize,
    ]
)

torch.manual_seed(1640)
photo = data.chelsea()  # (300, 451, 3)
image = for_validation(photo)  # (3, 224, 224)
print("photo:", photo.shape, photo.dtype)
print("image:", tuple(image.shape), image.dtype)
print("validation twice the same:", torch.equal(for_validation(photo), image))
print("training twice the same:  ", torch.equal(for_training(photo), for_training(photo)))
