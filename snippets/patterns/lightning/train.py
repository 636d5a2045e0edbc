from pytorch_lightning import Trainer, seed_everything
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.lightning import Classifier, network, quiet, standard_callbacks

quiet()  # (1)!
images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))


@network  # (2)!
def perceptron(width):
    layers = [nn.Linear(64, width), nn.LayerNorm(width), nn.GELU(), nn.Linear(width, 10)]
    return nn.Sequential(nn.Flatten(), *layers)


seed_everything(1640, verbose=False)
model = Classifier(perceptron, {"width": 64}, num_classes=10, learning_rate=0.01, warmup=3)
callbacks = standard_callbacks("run", monitor="val/acc", patience=5)
trainer = Trainer(  # (3)!
    max_epochs=15,
    callbacks=callbacks,
    accelerator="cpu",
    logger=False,
    enable_progress_bar=False,
    enable_model_summary=False,
)
trainer.fit(model, DataLoader(train, 128, shuffle=True), DataLoader(val, 512))

best = Classifier.load_from_checkpoint(callbacks[0].best_model_path)  # (4)!
scores = trainer.validate(best, DataLoader(val, 100), verbose=False)[0]  # (5)!
print("accuracy >= 0.94:", scores["val/acc"] >= 0.94)
print(
    "same score as in its name:",
    callbacks[0].best_model_path.endswith(f"acc={scores['val/acc']:.3f}.ckpt"),
)
