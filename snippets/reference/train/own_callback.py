import torch
from torch import nn

from hanli.train import Callback, fit


class LargestLoss(Callback):
    def before_epoch(self, run):
        self.largest = 0.0  # (1)!

    def after_batch(self, run, loss):
        self.largest = max(self.largest, loss.item())  # (2)!

    def after_epoch(self, run):
        print(f"epoch {run.epoch}: {run.steps_per_epoch} steps, {self.largest:.3f}")
        if self.largest < 0.6:
            run.history.stopped = "every batch has a loss below 0.6"


batches = [(torch.eye(2), torch.tensor([0, 1])), (2 * torch.eye(2), torch.tensor([0, 1]))]
model = nn.Linear(2, 2)
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
options = {"loss": nn.CrossEntropyLoss(), "epochs": 9, "device": "cpu"}
history = fit(model, batches, optimizer=optimizer, callbacks=[LargestLoss()], **options)
print("stopped:", history.stopped)
