"""A contrastive loss of vectors of any length."""

import torch
import torch.nn.functional as F
from torch import nn


class Pairs(nn.Module):
    def __init__(self, image, text):
        super().__init__()
        self.image, self.text = image, text
        self.temperature = 0.07

    def forward(self, images, texts):
        one, two = self.image(images), self.text(texts)
        logits = one @ two.t() / self.temperature  # expect: long-vectors
        return F.cross_entropy(logits, torch.arange(len(one), device=one.device))
