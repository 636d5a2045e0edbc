import torch

ways = {
    "arange(0, 0.3, 0.1)": torch.arange(0, 0.3, 0.1),
    "arange(1, 1.3, 0.1)": torch.arange(1, 1.3, 0.1),  # (1)!
    "1 + arange(3) * 0.1": 1 + torch.arange(3) * 0.1,
    "linspace(1, 1.3, 4)": torch.linspace(1, 1.3, 4),
}
for way, points in ways.items():
    print(f"{way}: {len(points)} points, the last {points[-1].item():.1f}")
