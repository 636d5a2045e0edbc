import logging
import warnings
from pathlib import Path

import pytorch_lightning as lightning
import torch
from torch.utils.data import DataLoader

for name in ("pytorch_lightning", "lightning_fabric"):
    logging.getLogger(name).setLevel(logging.ERROR)
expected = "LeafSpec|num_workers|GPU|DistributedSampler|sync_dist"
warnings.filterwarnings("ignore", message=f".*({expected})")  # (1)!


class Validation(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Linear(1, 1)  # DDP wants something to watch over

    def validation_step(self, batch, index):
        value = batch.float().mean()  # stands for the loss of this batch
        self.log("alone", value)
        self.log("synced", value, sync_dist=True)

    def on_validation_epoch_end(self):
        logged = self.trainer.callback_metrics
        values = {name: logged[name].item() for name in ("alone", "synced")}
        Path(f"rank{self.global_rank}.txt").write_text(f"{values}", encoding="utf-8")


if __name__ == "__main__":
    quiet = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    trainer = lightning.Trainer(accelerator="cpu", devices=2, strategy="ddp_fork", **quiet)  # (2)!
    trainer.validate(Validation(), DataLoader(torch.arange(4)), verbose=False)
    for path in sorted(Path().glob("rank*.txt")):
        print(path.stem, path.read_text(encoding="utf-8"))
