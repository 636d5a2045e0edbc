import torch
from torch.distributions import Beta
from torch.nn.functional import cross_entropy, one_hot
from torchvision.transforms import v2

from hanli.data import digits


def mixup(images, labels, classes, alpha=0.2):
    share = Beta(torch.tensor([alpha]), torch.tensor([alpha])).sample().item()  # (1)!
    targets = one_hot(labels, classes).float()  # (B, K)
    mixed = share * images + (1 - share) * images.roll(1, 0)  # (2)!
    return mixed, share * targets + (1 - share) * targets.roll(1, 0)


images, labels = digits()
images, labels = images[:4], labels[:4]
torch.manual_seed(1640)
mixed, targets = mixup(images, labels, 10, alpha=1.0)  # (4, 1, 8, 8), (4, 10)
torch.manual_seed(1640)
theirs, their_targets = v2.MixUp(alpha=1.0, num_classes=10)(images, labels)
print("equal to v2.MixUp:", torch.allclose(mixed, theirs), torch.allclose(targets, their_targets))
print("labels:", labels.tolist(), "| first target sums to", f"{targets[0].sum():.1f}")

logits = torch.zeros(4, 10)
print(f"cross entropy takes shares: {cross_entropy(logits, targets):.3f}")  # (3)!
