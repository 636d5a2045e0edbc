import torch
from torchvision.transforms import v2

images, labels = torch.rand(4, 1, 8, 8), torch.tensor([0, 1, 2, 3])
cases = {
    "one picture": (v2.MixUp(num_classes=10), images[0], labels[0]),
    "no num_classes": (v2.MixUp(), images, labels),
}
for name, (mix, *batch) in cases.items():
    try:
        mix(*batch)
    except ValueError as error:
        print(f"{name}: {error}")

mixed, targets = v2.MixUp(num_classes=10)(images, labels)
predictions = torch.tensor([0, 1, 2, 3])  # (4,)
try:
    print((predictions == targets).float().mean())
except RuntimeError as error:
    print("accuracy:", error)
