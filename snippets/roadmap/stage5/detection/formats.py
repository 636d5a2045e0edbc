import torch
from torchvision.ops import box_convert, box_iou

right = torch.tensor([[30.0, 20.0, 50.0, 60.0]])  # x1, y1, x2, y2
for name in ("xywh", "cxcywh"):
    other = box_convert(right, "xyxy", name)  # (1, 4)
    print(name, other[0].tolist(), "IoU if read as xyxy:", box_iou(right, other).item())
