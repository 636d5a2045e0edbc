import torch
from torchvision.ops import box_iou

from hanli.projects.detection import detect, load_digit_detector, load_scenes


def rates(scenes, threshold):
    """Precision and recall of the boxes above a threshold, at an IoU of 0.5."""
    right = boxes = objects = 0
    for one, (_, target) in zip(detect(model, scenes, threshold=threshold), scenes, strict=True):
        real = target["labels"] >= 0
        hits = box_iou(one["boxes"], target["boxes"][real]) >= 0.5
        hits &= one["labels"][:, None] == target["labels"][real]
        right += int(hits.any(dim=0).sum())
        boxes, objects = boxes + len(one["boxes"]), objects + int(real.sum())
    return right / max(boxes, 1), right / objects


model = load_digit_detector()
validation, test = load_scenes("validation", 200), load_scenes("test", 200)
steps = torch.arange(0.05, 0.96, 0.05).tolist()
threshold = next(step for step in steps if rates(validation, step)[0] >= 0.9)
print(f"threshold {threshold:.2f}")
for name, scenes in (("validation", validation), ("test", test)):
    precision, recall = rates(scenes, threshold)
    print(f"{name}: precision {precision:.2f}, recall {recall:.2f}")
