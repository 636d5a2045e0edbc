import torch
from pytorch_lightning import Trainer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.lightning import Classifier, network, parameter_groups, quiet, standard_callbacks

quiet()
loader = DataLoader(TensorDataset(torch.rand(12, 4), torch.arange(12) % 3), 6)


@network
def linear(inputs, outputs):
    return nn.Linear(inputs, outputs)


torch.manual_seed(1640)
settings = {"num_classes": 3, "learning_rate": 0.008, "warmup": 1}
model = Classifier("linear", {"inputs": 4, "outputs": 3}, **settings)  # (1)!
callbacks = standard_callbacks("run", monitor="val/loss", mode="min")
options = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
trainer = Trainer(max_epochs=3, callbacks=callbacks, accelerator="cpu", **options)
trainer.fit(model, loader, loader)
for name, rates in callbacks[2].lrs.items():  # (2)!
    print(name, [round(rate, 6) for rate in rates])

again = Classifier.load_from_checkpoint("run/last.ckpt")
print("last.ckpt, same weights:", torch.equal(again.net.weight, model.net.weight))
print([group["name"] for group in parameter_groups(model.net, weight_decay=0.05)])
