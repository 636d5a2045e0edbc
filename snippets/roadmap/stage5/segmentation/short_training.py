import torch
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.utils.data import DataLoader

from hanli.projects.segmentation import SegmentationLoss, UNet, Windows, iou, load_data
from hanli.projects.segmentation.command import measure, measure_baselines
from hanli.train import PerStep, fit

found = load_data("nuclei")
torch.manual_seed(0)
model = UNet(width=4)
windows = Windows(found.training, 64, per_picture=64, turns=True)
loader = DataLoader(windows, batch_size=8, shuffle=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
schedule = PerStep(CosineAnnealingLR(optimizer, T_max=8 * len(loader)))
options = {"epochs": 8, "optimizer": optimizer, "scheduler": schedule, "device": "cpu"}
fit(model, loader, loss=SegmentationLoss(), **options)
network = iou(measure(model.eval(), found.test, 2))[1].item()
trivial = iou(measure_baselines(found)["all foreground"])[1].item()
print(f"IoU of the nuclei >= 0.7: {network >= 0.7}")
print(f"better than all foreground by 0.5: {network - trivial >= 0.5}")
