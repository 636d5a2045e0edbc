from pathlib import Path

import torch

from hanli.projects.program import Settings
from hanli.projects.segmentation import DataSet
from hanli.projects.segmentation.command import run

generator = torch.Generator().manual_seed(0)
rows, columns = torch.meshgrid(torch.arange(32), torch.arange(32), indexing="ij")


def draw():
    y, x = torch.randint(8, 24, (2, 2), generator=generator)
    square = ((rows - y[0]).abs() < 6) & ((columns - x[0]).abs() < 6)
    disc = (rows - y[1]) ** 2 + (columns - x[1]) ** 2 < 40
    mask = torch.where(square, 1, torch.where(disc, 2, 0))  # (32, 32)
    noise = 0.05 * torch.randn(32, 32, generator=generator)
    return (0.3 + 0.3 * (mask > 0) + noise)[None].clamp(0, 1), mask


pairs = [draw() for _ in range(120)]
classes = ("background", "square", "disc")
found = DataSet(pairs[:90], pairs[90:100], pairs[100:], classes, side=32, windows=2, turns=True)
settings = Settings(Path("runs/own"), epochs=4, lr=0.01, device="cpu")
scores = dict(run(found, settings, name="shapes", width=6))
print(f"mean IoU without background >= 0.6: {scores['network']['iou_foreground'] >= 0.6}")
print(f"a bundle was exported: {Path('runs/own/shapes-1.0.0/bundle.json').exists()}")
