import torch

from hanli.models import TransformerEncoder


def parameters_of(width, hidden, layers):
    attention = 4 * (width * width + width)
    feed_forward = width * hidden + hidden + hidden * width + width
    norms = 2 * 2 * width
    return layers * (attention + feed_forward + norms) + 2 * width


for width, heads, layers in ((64, 4, 2), (768, 12, 12)):
    with torch.device("meta"):  # (1)!
        encoder = TransformerEncoder(width, heads, layers)
    counted = sum(parameter.numel() for parameter in encoder.parameters())
    expected = parameters_of(width, 4 * width, layers)
    print(f"E={width}: {counted:,} counted, {expected:,} by the formula")
