from pytorch_lightning import Trainer, seed_everything
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.lightning import Classifier, network, quiet, standard_callbacks

quiet()
images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))


@network
def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.GELU(), nn.Linear(32, 10))


seed_everything(1640, verbose=False)
model = Classifier(perceptron, num_classes=10, learning_rate=0.03, warmup=2)
callbacks = standard_callbacks("run", monitor="val/loss", mode="min", patience=3)
options = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
options |= {"accelerator": "cpu", "precision": "64-true"}
trainer = Trainer(max_epochs=60, callbacks=callbacks, **options)
trainer.fit(model, DataLoader(train, 128), DataLoader(val, 512))

rates = callbacks[2].lrs["rate/decay"]
best = callbacks[0].best_model_score.item()
last = trainer.callback_metrics["val/loss"].item()
print(f"epochs: {len(rates)} of 60")
print(f"loss of the best: {best:.4f}, of the last: {last:.4f}")  # (1)!
print(f"last rate: {rates[-1] / 0.03:.2f} of the highest")  # (2)!
