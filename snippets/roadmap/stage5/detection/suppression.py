import torch
from torchvision.ops import batched_nms, box_iou, nms


def suppress(boxes, scores, threshold):
    """Keep the box with the highest score, drop what overlaps it, and go on with the rest."""
    left, kept = scores.argsort(descending=True, stable=True).tolist(), []
    while left:
        best = left.pop(0)
        kept.append(best)
        overlaps = box_iou(boxes[best][None], boxes[left])[0] if left else []
        left = [one for one, overlap in zip(left, overlaps, strict=True) if overlap <= threshold]
    return kept


boxes = torch.tensor([[10.0, 10, 30, 50], [12, 12, 32, 52], [60, 10, 80, 50], [14, 10, 34, 50]])
scores = torch.tensor([0.9, 0.8, 0.7, 0.6])
labels = torch.tensor([3, 3, 1, 8])
print("by hand:", suppress(boxes, scores, 0.5))
print("torchvision:", nms(boxes, scores, 0.5).tolist())
print("class by class:", batched_nms(boxes, scores, labels, 0.5).tolist())
