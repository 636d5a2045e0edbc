import torch

from hanli.projects.detection import build_fcos

torch.manual_seed(0)
model = build_fcos(num_classes=1, width=8)
images = [torch.rand(3, 96, 96), torch.rand(3, 96, 96)]
digit = {"boxes": torch.tensor([[10.0, 20.0, 40.0, 60.0]]), "labels": torch.tensor([1])}
nothing = {"boxes": torch.zeros(0, 4), "labels": torch.zeros(0, dtype=torch.int64)}
for name, targets in [("one picture", [digit, nothing]), ("both pictures", [nothing, nothing])]:
    losses = model(images, targets)
    finite = all(loss.isfinite() for loss in losses.values())
    print(f"{name} without objects: all losses finite: {finite}")
print("loss of the boxes:", losses["bbox_regression"].item())
try:
    model(images, [digit, {"boxes": torch.tensor([]), "labels": torch.tensor([])}])
except AssertionError as error:
    print("AssertionError:", error)
