"""What keeps and serves: outputs that an object keeps, weights that are loaded to predict, layers that end in softmax inside others."""

import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.project = nn.Linear(8, 4)

    def forward(self, x):
        return self.project(self.drop(x))


class Gallery:
    def __init__(self, path):
        self.net = Encoder()
        self.net.load_state_dict(torch.load(path, weights_only=True))
        self.net.eval()
        self.people, self.recent = {}, []

    def embed(self, pictures):
        return F.normalize(self.net(pictures), dim=1)  # expect: missing-no-grad

    def enrol(self, name, pictures):
        vector = self.embed(pictures).mean(dim=0)
        self.people.setdefault(name, []).append(vector)  # expect: keep-graph

    def look(self, pictures):
        self.recent.append(self.embed(pictures))  # expect: keep-graph
        return len(self.recent)
