from pathlib import Path

import torch
from pytorch_lightning import LightningModule, Trainer
from pytorch_lightning.callbacks import ModelCheckpoint
from torch.utils.data import DataLoader

from hanli.lightning import quiet

quiet()


class Half(LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Linear(1, 1)

    def validation_step(self, batch, index):
        self.log("val/acc", 0.5)

    def training_step(self, batch, index):
        return self.net(batch).square().mean()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


def names(folder, **options):
    callback = ModelCheckpoint(folder, monitor="val/acc", save_top_k=-1, **options)
    off = {"enable_progress_bar": False, "enable_model_summary": False, "logger": False}
    trainer = Trainer(max_epochs=2, accelerator="cpu", callbacks=[callback], **off)
    trainer.fit(Half(), DataLoader(torch.ones(2, 1)), DataLoader(torch.ones(2, 1)))
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*.ckpt"))


print(names("other", filename="{epoch}-{val_acc:.3f}"))  # (1)!
print(names("slash", filename="{epoch}-{val/acc:.3f}"))  # (2)!
right = "epoch={epoch}-acc={val/acc:.3f}"
print(names("right", filename=right, auto_insert_metric_name=False))
