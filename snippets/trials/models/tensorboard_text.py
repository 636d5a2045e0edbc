import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter

torch.manual_seed(1640)
layer = nn.Linear(64, 10)
with SummaryWriter("runs/more") as writer:
    writer.add_histogram("weights", layer.weight, 0)  # (1)!
    writer.add_image("a picture", layer.weight[0].detach().reshape(1, 8, 8).sigmoid(), 0)
    writer.add_text("settings", "lr 0.5, seed 1640", 0)

log = EventAccumulator("runs/more").Reload()
for kind in ("histograms", "images", "tensors"):
    print(kind, log.Tags()[kind])
