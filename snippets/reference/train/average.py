import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.train import EMA, Checkpoint, evaluate, fit

images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))
val_loader, loss = DataLoader(val, 512), nn.CrossEntropyLoss()


def run(folder, *average):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=2.0)  # (1)!
    options = {"loss": loss, "epochs": 6, "optimizer": optimizer, "device": "cpu"}
    options |= {"val_loader": val_loader, "callbacks": [*average, Checkpoint(folder)]}
    history = fit(model, DataLoader(train, 8, shuffle=True), **options)
    best = min(epoch.validation.loss for epoch in history.epochs)
    model.load_state_dict(torch.load(f"{folder}/best.pt"))
    print("best.pt is what validation measured:", evaluate(model, val_loader, loss).loss == best)
    return best


plain, averaged = run("plain"), run("averaged", EMA(decay=0.99))
print(f"the average has a lower loss: {averaged < plain}")
