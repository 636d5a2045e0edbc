import torch
from torchvision.transforms import v2

images, labels = torch.rand(4, 1, 8, 8), torch.tensor([0, 1, 2, 3])
for name, call in {
    "one picture": lambda: v2.MixUp(num_classes=10)(images[0], labels[0]),
    "no num_classes": lambda: v2.MixUp()(images, labels),
}.items():
    try:
        call()
    except ValueError as error:
        print(f"{name}: {error}")
mixed, targets = v2.MixUp(num_classes=10)(images, labels)
try:
    print((mixed.mean((1, 2, 3)) > 0) == targets)
except RuntimeError as error:
    print("comparing with shares:", error)
