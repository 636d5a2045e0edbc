import torch
from pytorch_lightning import LightningModule, Trainer
from torch.utils.data import DataLoader

from hanli.lightning import RateMonitor, quiet

quiet()


class Ignores(LightningModule):
    def __init__(self, learning_rate=0.001, warmup_epochs=5):
        super().__init__()
        self.save_hyperparameters()  # (1)!
        self.net = torch.nn.Linear(1, 1)

    def training_step(self, batch, index):
        return self.net(batch).square().mean()

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=self.hparams.learning_rate)
        return [optimizer], [torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)]


rates = RateMonitor(logging_interval="epoch")
options = {"accelerator": "cpu", "enable_progress_bar": False, "enable_model_summary": False}
options |= {"logger": False, "enable_checkpointing": False, "callbacks": [rates]}
model = Ignores(warmup_epochs=5)
Trainer(max_epochs=10, **options).fit(model, DataLoader(torch.ones(4, 1)))
print("asked for:", model.hparams.warmup_epochs, "epochs of warm-up")
print("got:", [round(rate, 6) for rate in rates.lrs["lr-AdamW"][:6]])
