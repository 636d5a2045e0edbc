import os

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter


def run(folder, offset):
    with SummaryWriter(folder) as writer:
        for epoch in range(1, 4):
            writer.add_scalar("loss/train", offset + 1 / epoch, epoch)


def points(folder):
    events = EventAccumulator(folder).Reload().Scalars("loss/train")
    return [(event.step, round(event.value, 2)) for event in events]


run("runs/same", 0.0)
run("runs/same", 1.0)  # the second run, into the same folder
print(len(os.listdir("runs/same")), "files:", points("runs/same"))

run("runs/apart/first", 0.0)
run("runs/apart/second", 1.0)
for name in ("first", "second"):
    print(f"{name}:", points(f"runs/apart/{name}"))
