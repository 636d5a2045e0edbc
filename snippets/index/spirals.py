import matplotlib.pyplot as plt
import torch
from PIL import Image
from torch import nn

torch.manual_seed(1640)
torch.set_default_dtype(torch.float64)
angle = torch.linspace(1.0, 3.5 * torch.pi, 150)  # (150,)
arm = torch.stack([angle * angle.cos(), angle * angle.sin()], dim=1) / 11  # (150, 2)
points = torch.cat([arm, -arm])  # (300, 2)
labels = torch.cat([torch.zeros(150), torch.ones(150)])  # (300,)
side = torch.linspace(-1.15, 1.15, 160)  # (160,)
grid = torch.cartesian_prod(side, side)  # (25600, 2)

model = nn.Sequential(nn.Linear(2, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
figure, panels = plt.subplots(1, 4, figsize=(8, 2.3), layout="constrained")
shown = iter(panels)
ground = {"cmap": "BrBG", "vmin": -0.4, "vmax": 1.4, "origin": "lower", "extent": [-1.15, 1.15] * 2}
for step in range(601):
    if step in (0, 100, 140, 600):
        with torch.no_grad():
            right = (model(points)[:, 0] > 0) == labels  # (300,)
            chance = model(grid).sigmoid().reshape(160, 160)  # (160, 160)
        axes = next(shown)
        axes.imshow(chance.T.numpy(), **ground)
        axes.scatter(*arm.T, s=5, color="#5c3a06")
        axes.scatter(*-arm.T, s=5, color="#00463c")
        axes.set_title(f"step {step}: {right.double().mean().item():.0%} right")
        axes.axis("off")
        print(f"step {step:3}: {right.sum().item()} of 300 points right")
    optimizer.zero_grad()
    nn.functional.binary_cross_entropy_with_logits(model(points)[:, 0], labels).backward()
    optimizer.step()
figure.savefig("spirals.png", dpi=120)
colors = Image.open("spirals.png").convert("RGBA")
colors.quantize(128, Image.Quantize.FASTOCTREE).save("spirals.png", optimize=True)  # (1)!
