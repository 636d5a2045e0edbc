"""Two optimizers, of which one keeps its gradients."""

import torch
import torch.nn.functional as F


def train(encoder, decoder, loader):
    first = torch.optim.Adam(encoder.parameters())
    second = torch.optim.Adam(decoder.parameters())
    for x, y in loader:
        first.zero_grad()
        F.mse_loss(decoder(encoder(x)), y).backward()
        first.step()
        second.step()  # expect: missing-zero-grad
