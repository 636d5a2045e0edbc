"""An encoder and a decoder, of which the optimizer holds one."""

import torch
import torch.nn.functional as F
from torch import nn


class Compressor:
    def __init__(self):
        self.encoder, self.decoder = nn.Linear(8, 2), nn.Linear(2, 8)
        self.optimizer = torch.optim.Adam(self.encoder.parameters(), lr=1e-3)  # expect: wrong-optimizer

    def step(self, x):
        self.optimizer.zero_grad()
        loss = F.mse_loss(self.decoder(self.encoder(x)), x)
        loss.backward()
        self.optimizer.step()
