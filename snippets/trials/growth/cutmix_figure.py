import matplotlib.pyplot as plt
import torch
from torch.nn import functional as F
from torchvision.transforms import v2

from hanli.data import digits

images, labels = digits()
pair = torch.stack([images[7], images[0]])  # (2, 1, 8, 8)
whose = torch.tensor([0.0, 1.0]).reshape(2, 1, 1, 1).expand_as(pair)  # (1)!
torch.manual_seed(9)
mixed, weights = v2.CutMix(num_classes=10)(torch.cat([pair, whose], 1), torch.tensor([7, 0]))
mixed, box = mixed[0].split(1)  # (1, 8, 8), (1, 8, 8)

before = F.one_hot(torch.tensor([7, 0]), 10).float()  # (2, 10)
shown = [("a 7", pair[0], before[0]), ("a 0", pair[1], before[1]), ("mixed", mixed, weights[0])]
figure, panels = plt.subplots(2, 3, figsize=(5.4, 3.6), height_ratios=[3, 1.3])
for (title, image, target), (above, below) in zip(shown, panels.T, strict=True):
    above.imshow(image[0].numpy(), cmap="gray_r")
    above.set_title(title, fontsize=15)
    above.set(xticks=[], yticks=[])
    bars = below.bar(range(10), target.numpy(), color="#0072B2")
    texts = [f"{weight:.2f}" if weight else "" for weight in target.tolist()]
    below.bar_label(bars, texts, fontsize=12, padding=2)
    below.set(ylim=(0, 1.5), yticks=[], xticks=range(10))
    below.spines[["top", "right", "left"]].set_visible(False)
(top, left), (bottom, right) = box[0].nonzero().aminmax(dim=0)
size = {"width": (right - left + 1).item(), "height": (bottom - top + 1).item()}
corner = (left.item() - 0.5, top.item() - 0.5)
panels[0, 2].add_patch(plt.Rectangle(corner, **size, fill=False, ec="#D55E00", lw=4))
figure.tight_layout()
figure.savefig("cutmix.svg")

print({digit: round(weight, 4) for digit, weight in enumerate(weights[0].tolist()) if weight})
