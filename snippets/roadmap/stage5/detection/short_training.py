import torch
from torch.utils.data import DataLoader

from hanli.projects.detection import (
    GridDetector,
    Scenes,
    average_precision,
    detect,
    detection_loss,
    guess_boxes,
    load_scenes,
)
from hanli.train import PerStep, fit

parts = [load_scenes("training", 300), load_scenes("test", 100)]
training, test = (Scenes(one.images, one.boxes, one.labels.clamp(max=0)) for one in parts)
torch.manual_seed(0)
model = GridDetector(num_classes=1, width=8)
loader = DataLoader(training, batch_size=16, shuffle=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
schedule = PerStep(torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, 6 * len(loader)))
options = {"epochs": 6, "optimizer": optimizer, "scheduler": schedule, "device": "cpu"}
fit(model, loader, loss=detection_loss, **options)
targets = [target for _, target in test]
network = average_precision(detect(model.eval(), test), targets, 1).ap50
chance = average_precision(guess_boxes(training, test), targets, 1).ap50
print("AP50 >= 0.35:", network >= 0.35)
print("better than random boxes by 0.3:", network - chance >= 0.3)
