import torch

from hanli.projects.detection import average_precision, decode, load_digit_detector, load_scenes

scenes = load_scenes("test", 100)
images, targets = scenes.images.float() / 255, [target for _, target in scenes]
model = load_digit_detector()


def score(images, change=lambda boxes: boxes):
    """AP50 of what is found in these pictures, with the boxes changed."""
    with torch.no_grad():
        found = decode(model(images))
    changed = [one | {"boxes": change(one["boxes"])} for one in found]
    return average_precision(changed, targets, 10).ap50


def to_xywh(boxes):
    """Left, top, width, height."""
    return torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], dim=1)


print(f"as trained: {score(images):.2f}")
print(f"boxes as x, y, width, height: {score(images, to_xywh):.2f}")
print(f"boxes divided by 96: {score(images, lambda boxes: boxes / 96):.2f}")
print(f"pixels from 0 to 255: {score(images * 255):.2f}")
