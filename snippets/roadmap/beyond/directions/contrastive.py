import torch
from torch import nn


def nt_xent(first, second, temperature=0.2):
    """For each view, the other view of the same image is the right class among all views."""
    both = nn.functional.normalize(torch.cat((first, second)), dim=1)
    similar = (both @ both.T / temperature).fill_diagonal_(-torch.inf)
    partner = torch.arange(len(both)).roll(len(first))
    return nn.functional.cross_entropy(similar, partner)


def view(images):
    """Rotate, scale, shear and shift each image at random."""
    strength = torch.tensor([[0.9], [0.5], [0.6]]).double()
    rotate, scale, shear = strength * (torch.rand(3, len(images)) - 0.5)
    matrix = torch.zeros(len(images), 2, 3).double()
    matrix[:, 0, 0] = matrix[:, 1, 1] = (1 + scale) * rotate.cos()
    matrix[:, 0, 1], matrix[:, 1, 0] = shear - rotate.sin(), rotate.sin()
    matrix[:, :, 2] = 0.4 * (torch.rand(len(images), 2) - 0.5)
    grid = nn.functional.affine_grid(matrix, images.shape, align_corners=False)
    return nn.functional.grid_sample(images, grid, align_corners=False)


def build():
    convolution = (nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten())
    encoder = nn.Sequential(*convolution, nn.Linear(400, 64)).double()
    return encoder, nn.Sequential(nn.ReLU(), nn.Linear(64, 32)).double()
