import os

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)


def network(hidden=128):
    body = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(576, hidden))
    return body.extend([nn.ReLU(), nn.Linear(hidden, 10)])


def train(model, optimizer, num_steps=100, dtype=torch.float64):  # (1)!
    torch.manual_seed(1)
    model.to(dtype)
    for batch in torch.randint(1400, (num_steps, 50)):
        nn.functional.cross_entropy(model(images[batch].to(dtype)), labels[batch]).backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.float()


def trained():
    torch.manual_seed(0)
    model = network()
    return train(model, torch.optim.AdamW(model.parameters(), lr=3e-3), 200)


def accuracy(model):
    return (model(images[1400:]).argmax(1) == labels[1400:]).double().mean().item()


def file_size(model):
    torch.save(model.state_dict(), "weights.pt")
    return os.path.getsize("weights.pt") / 1000
