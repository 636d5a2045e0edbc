import torch
from faster_coco_eval import COCO, COCOeval_faster

from hanli.projects.detection import average_precision, detect, load_digit_detector, load_scenes

scenes = load_scenes("test", 100)
found = detect(load_digit_detector(), scenes)
targets = [target for _, target in scenes]


def as_coco(boxes, labels, image):
    """COCO's form of boxes: left, top, width and height."""
    sizes = torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], dim=1).tolist()
    pairs = zip(sizes, labels.tolist(), strict=True)
    return [{"image_id": image, "category_id": label, "bbox": box} for box, label in pairs]


objects, guesses = [], []
for image, (one, target) in enumerate(zip(found, targets, strict=True)):
    real = target["labels"] >= 0
    objects += as_coco(target["boxes"][real], target["labels"][real], image)
    boxes = as_coco(one["boxes"].double(), one["labels"], image)
    guesses += [box | {"score": s} for box, s in zip(boxes, one["scores"].tolist(), strict=True)]
for number, one in enumerate(objects, start=1):
    one |= {"id": number, "area": one["bbox"][2] * one["bbox"][3], "iscrowd": 0}
images = [{"id": index, "width": 96, "height": 96} for index in range(len(scenes))]
categories = [{"id": digit, "name": str(digit)} for digit in range(10)]
truth = COCO({"images": images, "annotations": objects, "categories": categories})
measured = COCOeval_faster(truth, truth.loadRes(guesses), "bbox", print_function=lambda *_: None)
measured.run()
ours = average_precision(found, targets, 10)
print("AP equal to 1e-6:", abs(ours.ap - measured.stats[0]) < 1e-6)
print("AP50 equal to 1e-6:", abs(ours.ap50 - measured.stats[1]) < 1e-6)
