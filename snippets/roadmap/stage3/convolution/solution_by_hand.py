import torch
from torch import nn


def convolve(pictures, weight, bias, stride=1, padding=0):
    """Convolve (B, C, H, W) with filters (O, C, K, K)."""
    width = weight.shape[-1]
    padded = nn.functional.pad(pictures, [padding] * 4)
    rows = range(0, padded.shape[2] - width + 1, stride)  # (1)!
    columns = range(0, padded.shape[3] - width + 1, stride)
    output = pictures.new_zeros(len(pictures), len(weight), len(rows), len(columns))
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            window = padded[:, :, row : row + width, column : column + width]
            products = window[:, None] * weight  # (2)!
            output[:, :, y, x] = products.sum(dim=(2, 3, 4)) + bias
    return output


torch.manual_seed(1640)
pictures = torch.randn(2, 3, 9, 8, dtype=torch.float64)  # (2, 3, 9, 8)
for kernel, stride, padding in ((3, 1, 0), (3, 2, 1), (5, 3, 2), (1, 2, 0)):
    layer = nn.Conv2d(3, 4, kernel, stride=stride, padding=padding).double()
    with torch.no_grad():
        mine = convolve(pictures, layer.weight, layer.bias, stride, padding)
        difference = (mine - layer(pictures)).abs().max().item()
    print(f"kernel {kernel} stride {stride} padding {padding}: {tuple(mine.shape)}", end="")
    print("  difference below 1e-12:", difference < 1e-12)
