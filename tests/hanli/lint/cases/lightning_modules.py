"""Lightning: hooks that are gone raise when training starts, and what validation keeps has no graph."""

import lightning as L
import torch.nn.functional as F
from torch import nn


class Old(L.LightningModule):
    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone
        self.seen, self.losses = [], []

    def training_step(self, batch, index):
        x, y = batch
        loss = F.cross_entropy(self.backbone(x), y)
        self.seen.append(loss)  # expect: keep-graph
        self.losses.append(loss.detach())
        return loss

    def validation_step(self, batch, index):
        x, y = batch
        self.losses.append(F.cross_entropy(self.backbone(x), y))

    def training_epoch_end(self, outputs):  # expect: dead-api
        pass

    def validation_epoch_end(self, outputs):  # expect: dead-api
        pass

    def test_epoch_end(self, outputs):  # expect: dead-api
        pass

    def on_train_epoch_end(self):
        self.losses.clear()


class Plain(nn.Module):
    def training_epoch_end(self, outputs):
        return outputs


def starts():
    trainer = L.Trainer(gpus=1)  # expect: dead-api
    other = L.pytorch.Trainer(precision=16)  # expect: dead-api
    return trainer, other, L.Trainer(max_epochs=3, precision="16-mixed", devices=1)
