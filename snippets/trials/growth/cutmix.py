import torch
from torch.distributions import Beta
from torch.nn import functional as F
from torchvision.transforms import v2

from hanli.data import digits


def cutmix(images, targets, alpha=1.0):
    height, width = images.shape[-2:]
    drawn = Beta(alpha, alpha).sample().item()  # (1)!
    x, y = torch.randint(width, (1,)).item(), torch.randint(height, (1,)).item()
    half = 0.5 * (1 - drawn) ** 0.5
    left, right = max(x - int(half * width), 0), min(x + int(half * width), width)
    top, bottom = max(y - int(half * height), 0), min(y + int(half * height), height)
    mixed = images.clone()
    mixed[..., top:bottom, left:right] = images.roll(1, 0)[..., top:bottom, left:right]  # (2)!
    kept = 1 - (right - left) * (bottom - top) / (width * height)  # (3)!
    return mixed, kept * targets + (1 - kept) * targets.roll(1, 0)


images, labels = digits()
images, labels = images[:50], labels[:50]  # (50, 1, 8, 8), (50,)
targets = F.one_hot(labels, 10).float()  # (50, 10)
library = v2.CutMix(num_classes=10)

agree = 0
for seed in range(200):
    torch.manual_seed(seed)
    ours = cutmix(images, targets)
    torch.manual_seed(seed)
    theirs = library(images, labels)
    agree += torch.equal(ours[0], theirs[0]) and torch.allclose(ours[1], theirs[1])
print(f"{agree} of 200 batches as torchvision makes them")
print("each row of labels sums to 1:", torch.allclose(ours[1].sum(1), torch.ones(50)))
