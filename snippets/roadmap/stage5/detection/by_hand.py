import torch
from torchvision.ops import box_iou


def iou(boxes, others):
    """The intersection over union of boxes (K, 4) and others (M, 4), (K, M)."""
    low = torch.maximum(boxes[:, None, :2], others[:, :2])
    high = torch.minimum(boxes[:, None, 2:], others[:, 2:])
    common = (high - low).clamp(min=0).prod(dim=2)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
    other_area = (others[:, 2:] - others[:, :2]).prod(dim=1)
    return common / (area[:, None] + other_area - common)


box = torch.tensor([[0.0, 0.0, 4.0, 4.0]])
others = torch.tensor([[0.0, 0.0, 4.0, 4.0], [2.0, 0.0, 6.0, 4.0], [4.0, 0.0, 8.0, 4.0]])
print([round(value, 4) for value in iou(box, others)[0].tolist()])
torch.manual_seed(0)
corners = torch.rand(2, 50, 2)
many = torch.cat([corners[0], corners[0] + corners[1]], dim=1)
print("equal to torchvision:", torch.allclose(iou(many, many), box_iou(many, many)))
