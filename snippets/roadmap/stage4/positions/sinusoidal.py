import torch
from torch import nn

from hanli import models


class SinusoidalPositions(nn.Module):
    def __init__(self, embed_dim, max_length):
        super().__init__()
        positions = torch.arange(max_length).unsqueeze(1)  # (max_length, 1)
        angles = positions / 10000 ** (torch.arange(0, embed_dim, 2) / embed_dim)
        table = torch.zeros(max_length, embed_dim)
        table[:, 0::2] = angles.sin()
        table[:, 1::2] = angles[:, : embed_dim // 2].cos()  # (1)!
        self.register_buffer("table", table, persistent=False)  # (2)!

    def forward(self, inputs):
        return inputs + self.table[: inputs.shape[1]]


for embed_dim in (4, 5):
    zeros = torch.zeros(2, 3, embed_dim)
    outputs = SinusoidalPositions(embed_dim, 50)(zeros)
    print("width", embed_dim, "position 2:", [f"{value:.3f}" for value in outputs[0, 2].tolist()])
    between = (outputs[1] - outputs[0]).abs().max().item()
    library = models.SinusoidalPositions(embed_dim, 50)(zeros)
    gap = (outputs - library).abs().max().item()
    print(f"between samples {between:.5f}, from hanli.models {gap:.5f}")
