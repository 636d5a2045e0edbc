import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import mnist_small, split
from hanli.train import EarlyStopping, fit

torch.manual_seed(1640)
images, labels = mnist_small()  # (N, 1, 28, 28), (N,)
train, val = split(labels, 0.8, seed=1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))
history = fit(
    model,
    DataLoader(TensorDataset(images[train], labels[train]), 64, shuffle=True),
    val_loader=DataLoader(TensorDataset(images[val], labels[val]), 256),
    loss=nn.CrossEntropyLoss(),
    epochs=3,
    optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
    callbacks=[EarlyStopping(patience=2)],
)
for epoch in history.epochs:
    losses = f"train {epoch.train_loss:.3f}  val {epoch.validation.loss:.3f}"
    print(f"epoch {epoch.number}  {losses}  accuracy {epoch.validation.accuracy:.3f}")
