"""A model in float16 under Adam."""

import torch
import torch.nn.functional as F

from networks import Classifier

model = Classifier().cuda().half()  # expect: low-precision-weights
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


def step(x, y):
    optimizer.zero_grad()
    F.cross_entropy(model(x.half()), y).backward()
    optimizer.step()
