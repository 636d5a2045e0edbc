import torch
from torch import nn

from hanli.train import Callback, Checkpoint, fit


class Stream:
    def __iter__(self):  # (1)!
        generator = torch.Generator().manual_seed(0)
        while True:
            inputs = torch.randn(8, 4, generator=generator)
            yield inputs, (inputs[:, 0] > 0).long()


class CtrlC(Callback):
    def after_step(self, run):
        if run.step == 70:
            raise KeyboardInterrupt  # (2)!


def train(folder, *more):
    torch.manual_seed(1640)
    callbacks = [*more, Checkpoint(folder, resume=True, every_steps=50)]
    options = {"loss": nn.CrossEntropyLoss(), "callbacks": callbacks, "device": "cpu"}
    return fit(nn.Linear(4, 2), Stream(), max_steps=100, steps_per_epoch=40, **options)


whole = train("undisturbed")
try:
    train("interrupted", CtrlC())
except KeyboardInterrupt:
    print("steps on the disk:", torch.load("interrupted/last.pt")["step"])
resumed = train("interrupted")  # (3)!
print("epochs:", len(resumed.epochs), "equal to the last bit:", resumed == whole)
