import torch
from torch.distributions import Beta
from torch.nn.functional import one_hot
from torchvision.transforms import v2

from hanli.data import digits


def mixup(images, labels, classes, alpha=0.2):
    share = Beta(torch.tensor([alpha]), torch.tensor([alpha])).sample().item()  # (1)!
    targets = one_hot(labels, classes).float()  # (B, K)
    mixed = share * images + (1 - share) * images.roll(1, 0)  # (2)!
    return mixed, share * targets + (1 - share) * targets.roll(1, 0)


images, labels = digits()
images, labels = images[:4], labels[:4]  # (4, 1, 8, 8), (4,)
torch.manual_seed(1640)
mixed, targets = mixup(images, labels, 10, alpha=1.0)  # (4, 1, 8, 8), (4, 10)
torch.manual_seed(1640)
theirs, their_targets = v2.MixUp(alpha=1.0, num_classes=10)(images, labels)

print("labels", labels.tolist())
for row in targets[:, :4].tolist():
    print([round(share, 4) for share in row])
print(f"largest difference of pictures: {(mixed - theirs).abs().max():.4f}")
print(f"largest difference of targets:  {(targets - their_targets).abs().max():.4f}")
