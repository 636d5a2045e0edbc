import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)

ones = torch.ones(1000, 1, dtype=torch.float64)  # (1000, 1)
design = torch.cat([features, ones], dim=1)  # (1)!
exact = torch.linalg.lstsq(design, targets.unsqueeze(1)).solution.squeeze(1)  # (4,)
print([round(value, 4) for value in exact.tolist()])
