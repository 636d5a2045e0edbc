from torchvision.ops import box_iou

from hanli.projects.detection import detect, load_digit_detector, load_scenes

scenes = load_scenes("test", 200)
found = detect(load_digit_detector(), scenes, threshold=0.3)
kinds = dict.fromkeys(("right", "another digit", "box too far off", "no digit there"), 0)
missed = objects = 0
for one, (_, target) in zip(found, scenes, strict=True):
    real = target["labels"] >= 0
    boxes, labels = target["boxes"][real], target["labels"][real]
    objects += len(boxes)
    if len(boxes) == 0:
        kinds["no digit there"] += len(one["boxes"])
        continue
    overlap, nearest = box_iou(one["boxes"], boxes).max(dim=1)
    same = one["labels"] == labels[nearest]
    kinds["right"] += int((same & (overlap >= 0.5)).sum())
    kinds["another digit"] += int((~same & (overlap >= 0.5)).sum())
    kinds["box too far off"] += int(((overlap >= 0.1) & (overlap < 0.5)).sum())
    kinds["no digit there"] += int((overlap < 0.1).sum())
    missed += len(set(range(len(boxes))) - set(nearest[overlap >= 0.1].tolist()))
print(objects, "digits, of them missed", missed)
print(kinds)
