import torch
from torch.distributions import Beta

torch.manual_seed(1640)
for alpha in (0.2, 1.0, 5.0):
    shares = Beta(alpha, alpha).sample((20_000,))
    mixed = ((shares > 0.1) & (shares < 0.9)).float().mean().item()
    print(f"alpha {alpha}: {mixed:.0%} of the shares are between 0.1 and 0.9")
