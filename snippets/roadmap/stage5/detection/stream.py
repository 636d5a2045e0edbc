import torch
from torchvision.ops import box_iou

from hanli.projects.detection import detect_frames, load_digit_detector, read_photo
from hanli.projects.detection.scenes import load_digits

photo = read_photo("chelsea.png").float() / 255
digit = torch.nn.functional.interpolate(load_digits("test")[0][3][None], size=40)[0]  # (1, 40, 40)


def camera(count):
    """Frames of a digit that moves to the right while the camera moves down."""
    for step in range(count):
        frame = photo[:, 40 + step : 136 + step, 150:246].clone()  # (3, 96, 96)
        place = frame[:, 30:70, step * 2 : step * 2 + 40]
        place.copy_(place * (1 - digit) + digit * torch.tensor([0.1, 0.2, 0.9])[:, None, None])
        yield frame


last, followed = None, 0
for number, found in enumerate(detect_frames(load_digit_detector(), camera(24), threshold=0.3)):
    if len(found["boxes"]):
        box = found["boxes"][:1]  # (1, 4)
        if last is not None:
            followed += bool(box_iou(last, box) > 0.5)
        last = box
        if number % 8 == 0:
            print(
                "frame", number, "digit", found["labels"][0].item(), box[0].round().int().tolist()
            )
print("frames in which the box of the frame before goes on:", followed)
