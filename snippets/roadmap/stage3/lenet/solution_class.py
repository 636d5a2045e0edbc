import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.first = nn.Conv2d(1, 6, 5, padding=2)
        self.second = nn.Conv2d(6, 16, 5)
        side = (size // 2 - 4) // 2  # (1)!
        self.hidden = nn.Linear(16 * side * side, 120)
        self.head = nn.Linear(120, 10)

    def forward(self, images):
        features = nn.functional.max_pool2d(self.first(images).relu(), 2)
        features = nn.functional.max_pool2d(self.second(features).relu(), 2)
        return self.head(self.hidden(features.flatten(1)).relu())


for size in (28, 32, 45):
    model = LeNet(size)
    logits = model(torch.zeros(4, 1, size, size))
    print(size, tuple(logits.shape), "into the linear layer:", model.hidden.in_features)
