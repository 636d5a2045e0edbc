"""The same programs as they should be: nothing is found."""

import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, make_layer=nn.Linear):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.append(make_layer(8, 4))

    def forward(self, x):
        return self.layers[0](x)


class Gallery:
    def __init__(self, path):
        self.net = Encoder()
        self.net.load_state_dict(torch.load(path, weights_only=True))
        self.net.eval()
        self.people = {}

    @torch.inference_mode()
    def embed(self, pictures):
        return F.normalize(self.net(pictures), dim=1)

    def enrol(self, name, pictures):
        self.people.setdefault(name, []).append(self.embed(pictures).mean(dim=0))


def make_loaders(training, test):
    return (
        torch.utils.data.DataLoader(training, 32, shuffle=True, drop_last=True),
        torch.utils.data.DataLoader(test, 64),
    )


def fit(model, training, test, optimizer):
    training_batches, test_batches = make_loaders(training, test)
    model.train()
    total = torch.zeros(())
    for x, y in training_batches:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach()
    return total / len(training_batches), len(test_batches)
