import torch
from torchvision.transforms import v2

images, labels = torch.rand(4, 1, 8, 8), torch.tensor([0, 1, 2, 3])
cases = {
    "one picture": (v2.MixUp(num_classes=10), images[0], labels[0]),
    "no num_classes": (v2.MixUp(), images, labels),
    "integers": (v2.MixUp(num_classes=10), (images * 255).byte(), labels),
}
for name, (mix, *batch) in cases.items():
    try:
        mix(*batch)
    except (ValueError, RuntimeError) as error:
        print(f"{name}: {error}")

for size in (4, 10):
    predictions = labels = torch.arange(size)
    mixed, targets = v2.MixUp(num_classes=10)(torch.rand(size, 1, 8, 8), labels)
    try:
        print(f"accuracy of {size}: {(predictions == targets).double().mean():.2f}")
    except RuntimeError as error:
        print(f"accuracy of {size}: {error}")
