import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits
from hanli.lint import check
from hanli.seed import seed_all
from hanli.train import Callback, Checkpoint, fit

text = "import torch\nx = torch.rand(3)\nprint(x.data)"
for finding in check(text, "grab.py", style=True):  # (1)!
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
images, labels = digits()  # (1797, 1, 8, 8), (1797,)
data = TensorDataset(images[:256], labels[:256])


class Interrupt(Callback):
    def after_epoch(self, run):
        if run.epoch == 2:
            raise KeyboardInterrupt


def train(*callbacks, seed=1640):
    seed_all(seed)  # (2)!
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    options = {"loss": nn.CrossEntropyLoss(), "epochs": 4, "device": "cpu"}
    fit(model, DataLoader(data, 64, shuffle=True), callbacks=callbacks, **options)
    return model[1].weight.detach()


first = train()
print("same seed, same weights:", torch.equal(first, train()))
print("another seed:", torch.equal(first, train(seed=7)))
try:
    train(Checkpoint("run"), Interrupt())
except KeyboardInterrupt:
    print("interrupted, resumed, same weights: ", end="")
print(torch.equal(first, train(Checkpoint("run", resume=True))))  # (3)!
