import warnings

import torch
from torch import nn

words = torch.randn(2, 4, 16, generator=torch.Generator().manual_seed(1640))
padding = torch.tensor([[False, False, False, False], [False, False, True, True]])
for norm_first in (True, False):
    layer = nn.TransformerEncoderLayer(16, 2, 64, norm_first=norm_first, batch_first=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        encoder = nn.TransformerEncoder(layer, 2).eval()
        messages = [str(warning.message) for warning in caught]
        slow = encoder(words, src_key_padding_mask=padding)
        with torch.no_grad():
            fast = encoder(words, src_key_padding_mask=padding)
    print(f"norm_first={norm_first}:", messages or "no warning")
    print(f"  real words differ by {(fast - slow)[~padding].abs().max().item():.4f}", end=", ")
    zeros = [not outputs[padding].any() for outputs in (slow, fast)]
    print("padding all 0 with / without gradients:", *zeros)
