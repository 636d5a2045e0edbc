import torch
from torch import nn

torch.manual_seed(1640)
feed_forward = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 8))
words = torch.randn(1, 3, 8)  # (B, L, E)
other = words.clone()
other[0, 2] = torch.randn(8)
changes = (feed_forward(other) - feed_forward(words)).abs().amax(dim=-1)  # (B, L)
print("hidden", tuple(feed_forward[0](words).shape), "output", tuple(feed_forward(words).shape))
print("changed by word 2:", [[f"{change:.2f}" for change in row] for row in changes.tolist()])
