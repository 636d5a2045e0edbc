"""What is minimized, and look-alikes that are right."""

import torch
import torch.nn.functional as F
from torch import nn


def keep_the_last(model, optimizer, loader):
    for x, y, z in loader:
        optimizer.zero_grad()
        classes, sizes = model(x)
        loss = F.cross_entropy(classes, y)
        loss = F.mse_loss(sizes, z)  # expect: overwritten-loss
        loss.backward()
        optimizer.step()


def add_up(model, optimizer, loader, sizes_too):
    for x, y, z in loader:
        optimizer.zero_grad()
        classes, sizes = model(x)
        loss = F.cross_entropy(classes, y)
        if sizes_too:
            loss = loss + F.mse_loss(sizes, z)
        loss.backward()
        optimizer.step()
        loss = F.mse_loss(model(x)[1], z)
        yield loss.detach()


def reparameterize(mu, logvar):
    std = torch.exp(logvar)  # expect: latent-gaussian
    sigma = torch.exp(0.5 * logvar)
    return mu + std * torch.randn_like(std), mu + sigma * torch.randn_like(sigma)


def divergence(x, reconstructed, mu, logvar):
    fit = F.mse_loss(reconstructed, x, reduction="sum")
    kl = 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())  # expect: latent-gaussian
    right = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    bound = 0.5 * torch.sum(1 + logvar - mu**2 - logvar.exp())
    return fit + kl + right - bound


def reinforce(optimizer, log_probs, returns, advantages):
    optimizer.zero_grad()
    loss = (torch.stack(log_probs) * returns).sum()  # expect: policy-sign
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    right = -(torch.stack(log_probs) * advantages).mean()
    right.backward()
    optimizer.step()


class Average:
    def __init__(self, model, decay=0.999):
        self.model, self.decay = model, decay

    @torch.no_grad()
    def update(self, averaged):
        for old, new in zip(averaged.parameters(), self.model.parameters(), strict=True):
            old.mul_(1 - self.decay).add_(new, alpha=self.decay)  # expect: swapped-average
            old.mul_(self.decay).add_(new, alpha=1 - self.decay)


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.randn(8, 8, requires_grad=True)  # expect: unregistered-parameter
        self.shift = nn.Parameter(torch.zeros(8))

    def forward(self, x):
        return x @ self.weight + self.shift
