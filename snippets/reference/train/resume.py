import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.train import Callback, Checkpoint, EarlyStopping, evaluate, fit

images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))


class PowerCut(Callback):
    def after_epoch(self, run):
        if run.epoch == 3:
            raise RuntimeError


def run(folder, *more):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Dropout(0.2), nn.Linear(32, 10))
    callbacks = [EarlyStopping(patience=3), Checkpoint(folder, resume=True), *more]  # (1)!
    options = {"loss": nn.CrossEntropyLoss(), "epochs": 6, "device": "cpu"}
    options |= {"val_loader": DataLoader(val, 512), "callbacks": callbacks}
    history = fit(model, DataLoader(train, 64, shuffle=True), **options)  # (2)!
    return history, evaluate(model, DataLoader(val, 100), nn.CrossEntropyLoss())


expected = run("quiet")
try:
    run("stormy", PowerCut())
except RuntimeError:
    print("the lights went out")
found = run("stormy")  # (3)!
print("resumed, equal to the last bit:", found == expected)
print("accuracy >= 0.8:", found[1].accuracy >= 0.8)
