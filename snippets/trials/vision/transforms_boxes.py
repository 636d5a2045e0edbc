import torch
from torchvision import tv_tensors
from torchvision.transforms import v2

photo = tv_tensors.Image(torch.zeros(3, 100, 200, dtype=torch.uint8))  # (3, 100, 200)
photo[:, 20:50, 10:40] = 255  # a white cup, and the box around it
corners = torch.tensor([[10, 20, 40, 50]])  # (1, 4)
box = tv_tensors.BoundingBoxes(corners, format="XYXY", canvas_size=(100, 200))  # (1, 4)

for transform in (v2.RandomHorizontalFlip(p=1.0), v2.Pad(10), v2.Resize(200)):
    seen, moved, label = transform(photo, box, "cup")  # (1)!
    rows, columns = torch.nonzero(seen[0] > 127, as_tuple=True)
    white = [int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1]
    print(f"{type(transform).__name__:21} {label} box {moved[0].tolist()}, white {white}")
