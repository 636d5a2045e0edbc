import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits
from hanli.train import EMA, Checkpoint, EarlyStopping, evaluate, fit

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
parts = torch.randperm(len(labels)).split([800, 400, 597])
datasets = [TensorDataset(images[part].double(), labels[part]) for part in parts]
training, validation, test = (DataLoader(each, batch_size=64) for each in datasets)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
stopping = EarlyStopping(patience=5)
with tempfile.TemporaryDirectory() as folder:
    history = fit(
        model,
        training,
        loss=nn.CrossEntropyLoss(),
        epochs=100,
        optimizer=torch.optim.AdamW(model.parameters(), lr=0.01),
        val_loader=validation,
        callbacks=[stopping, EMA(0.95), Checkpoint(folder)],
        device="cpu",
    )
print(
    "epochs", len(history.epochs), " best epoch", stopping.best_epoch, " because", history.stopped
)
scores = evaluate(model, test, nn.CrossEntropyLoss())
print(f"test loss {scores.loss:.3f}, accuracy {scores.accuracy:.3f}")
