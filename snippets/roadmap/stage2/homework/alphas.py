import torch
from torch.distributions import Beta

torch.manual_seed(1640)
for alpha in (0.2, 1.0, 5.0):
    shares = Beta(alpha, alpha).sample((20_000,))
    mixed = ((shares > 0.1) & (shares < 0.9)).double().mean().item()
    hardly = ((shares < 0.01) | (shares > 0.99)).double().mean().item()
    print(f"alpha {alpha}: {mixed:5.1%} of the shares are between 0.1 and 0.9,", end=" ")
    print(f"{hardly:5.1%} within 0.01 of 0 or 1")
