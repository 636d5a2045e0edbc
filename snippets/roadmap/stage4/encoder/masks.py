import torch
from torch import nn

torch.manual_seed(1640)
layer = nn.TransformerEncoderLayer(16, 2, 64, norm_first=True, batch_first=True)
encoder = nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(16), enable_nested_tensor=False).eval()
for samples in (2, 4):
    words = torch.randn(samples, 4, 16)  # (samples, 4, 16)
    padding = torch.zeros(samples, 4, dtype=torch.bool)  # (samples, 4)
    padding[1, 2:] = True
    right = encoder(words, src_key_padding_mask=padding)  # (samples, 4, 16)
    try:
        wrong = encoder(words, mask=padding)  # (samples, 4, 16)
        difference = (wrong - right).abs().amax(dim=-1)  # (samples, 4)
        print(
            f"N={samples}:", [[round(number, 1) for number in row] for row in difference.tolist()]
        )
    except RuntimeError as error:
        print(f"N={samples}:", error)
