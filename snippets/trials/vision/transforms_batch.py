import torch
from torchvision.transforms import v2

torch.manual_seed(1640)
flip = v2.RandomHorizontalFlip()
batch = torch.tensor([0.0, 1.0]).expand(8, 3, 2, 2)  # (8, 3, 2, 2)


def flipped(images):
    return int((images[:, 0, 0, 0] == 1).sum())


print("the batch at once: ", [flipped(flip(batch)) for _ in range(10)])
one_by_one = [torch.stack([flip(image) for image in batch]) for _ in range(10)]
print("image after image: ", [flipped(images) for images in one_by_one])
