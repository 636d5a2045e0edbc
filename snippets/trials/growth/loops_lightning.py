import logging
import warnings

import pytorch_lightning as lightning
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)  # (1)!
warnings.filterwarnings("ignore", message=".*(LeafSpec|num_workers|GPU)")


class Digits(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        torch.manual_seed(1640)
        self.net, self.losses = torch.nn.Linear(64, 10).double(), []

    def training_step(self, batch, index):  # (2)!
        loss = F.cross_entropy(self.net(batch[0]), batch[1])
        self.losses.append(loss.item())
        return loss

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=0.01)


images, labels = digits()
loader = DataLoader(TensorDataset(images.double().flatten(1), labels), batch_size=256)
trained, by_hand = Digits(), Digits()
lightning.Trainer(max_epochs=1, accelerator="cpu", barebones=True).fit(trained, loader)  # (3)!
optimizer = by_hand.configure_optimizers()
for index, batch in enumerate(loader):
    optimizer.zero_grad()
    by_hand.training_step(batch, index).backward()
    optimizer.step()
print([round(loss, 4) for loss in trained.losses])
print("by hand, the same losses:", by_hand.losses == trained.losses)
