import torch
from torch import nn


def field(layers):
    """The width of the part of the input that the middle output depends on."""
    pixels = torch.randn(1, 1, 63, 63, dtype=torch.float64, requires_grad=True)
    output = nn.Sequential(*layers).double()(pixels)
    middle = output.shape[-1] // 2
    output[0, 0, middle, middle].backward()
    return (pixels.grad[0, 0] != 0).any(dim=0).sum().item()  # (1)!


torch.manual_seed(1640)
for count in (1, 2, 3, 4):
    plain = [nn.Conv2d(1, 1, 3) for _ in range(count)]
    pooled = [nn.AvgPool2d(2), *(nn.Conv2d(1, 1, 3) for _ in range(count))]
    strided = [nn.Conv2d(1, 1, 3, stride=2) for _ in range(count)]
    print(f"{count} layers: plain {field(plain)}  after pooling {field(pooled)}", end="")
    print(f"  stride 2 {field(strided)}")
