import torch

from hanli.projects.detection import (
    Scenes,
    average_precision,
    build_fcos,
    detect_ready_made,
    fit_ready_made,
    guess_boxes,
    load_scenes,
)

parts = [load_scenes("training", 80), load_scenes("test", 40)]
training, test = (Scenes(one.images, one.boxes, one.labels.clamp(max=0)) for one in parts)
torch.manual_seed(0)
model = fit_ready_made(build_fcos(1, width=8), training, epochs=8, lr=0.003, batch_size=8)
targets = [target for _, target in test]
fcos = average_precision(detect_ready_made(model, test), targets, 1).ap50
chance = average_precision(guess_boxes(training, test), targets, 1).ap50
print("AP50 >= 0.12:", fcos >= 0.12)
print("better than random boxes by 0.1:", fcos - chance >= 0.1)
