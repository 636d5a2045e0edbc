"""Training under autocast in float16, and nothing that scales the loss."""

import torch
import torch.nn.functional as F


def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):  # expect: unscaled-half
            loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()


class Trainer:
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            with torch.autocast(device_type="cuda"):  # expect: unscaled-half
                loss = F.cross_entropy(self.model(x.cuda()), y.cuda())
            loss.backward()
            self.optimizer.step()


def train_rightly(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()


@torch.no_grad()
def predict(model, batches):
    model.eval()
    with torch.autocast("cuda"):
        return [model(x) for x in batches]
