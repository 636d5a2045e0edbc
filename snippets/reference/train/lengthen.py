import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.train import Checkpoint, fit

batches = [(torch.ones(8, 4), torch.zeros(8, dtype=torch.int64))]


def train(epochs, lengthen=False):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    scheduler = CosineAnnealingLR(optimizer, T_max=epochs)
    checkpoint = Checkpoint("run", resume=True, lengthen=lengthen)
    options = {"loss": nn.CrossEntropyLoss(), "epochs": epochs, "device": "cpu"}
    options |= {"optimizer": optimizer, "scheduler": scheduler, "callbacks": [checkpoint]}
    history = fit(model, batches, **options)
    print([round(epoch.learning_rate, 3) for epoch in history.epochs])


train(epochs=4)
try:
    train(epochs=8)  # (1)!
except ValueError as error:
    print(str(error).split(":")[0])
train(epochs=8, lengthen=True)  # (2)!
