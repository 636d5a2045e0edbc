"""Parameters turned to bfloat16 in place, before an optimizer takes them."""

import torch
from torch import nn


class Trainer:
    def __init__(self, width):
        self.model = nn.Linear(width, 1)
        self.model.bfloat16()  # expect: low-precision-weights
        self.optimizer = torch.optim.Adam(self.model.parameters())
