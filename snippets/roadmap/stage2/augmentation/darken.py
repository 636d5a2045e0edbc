import torch
from torch import nn


class Darken(nn.Module):
    def __init__(self, share):
        super().__init__()  # (1)!
        self.share = share

    def forward(self, image):
        return image * self.share


darken = Darken(0.5)  # (2)!
image = torch.tensor([[[0.2, 1.0]]])  # (1, 1, 2)
print(darken(image))
