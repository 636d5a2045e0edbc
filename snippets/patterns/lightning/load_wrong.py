import torch
from pytorch_lightning import LightningModule, Trainer
from torch import nn
from torch.utils.data import DataLoader

from hanli.lightning import quiet

quiet()


class Wrapper(LightningModule):
    def __init__(self, model, learning_rate=0.001):
        super().__init__()
        self.save_hyperparameters(ignore=["model"])  # (1)!
        self.model = model

    def forward(self, inputs):
        return self.model(inputs)


options = {"logger": False, "enable_progress_bar": False, "enable_checkpointing": False}
trainer = Trainer(accelerator="cpu", **options)
trainer.predict(Wrapper(nn.Linear(4, 3)), DataLoader(torch.rand(2, 4)))
trainer.save_checkpoint("model.ckpt")
print(torch.load("model.ckpt", weights_only=True)["hyper_parameters"])
Wrapper.load_from_checkpoint("model.ckpt")
