import torch

torch.manual_seed(1640)
for width in (4, 16, 64, 256):
    queries = torch.randn(1000, width, dtype=torch.float64)
    keys = torch.randn(1000, width, dtype=torch.float64)
    scores = queries @ keys.mT  # (1000, 1000)
    print(f"width {width:3} std {scores.std().item():5.2f} sqrt(width) {width**0.5:4.1f}")
