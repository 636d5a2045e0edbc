import matplotlib.pyplot as plt
import torch
from torch import nn

layers = {
    "BatchNorm1d(C)": nn.BatchNorm1d(4),
    "InstanceNorm1d(C)": nn.InstanceNorm1d(4),
    "GroupNorm(2, C)": nn.GroupNorm(2, 4),
    "LayerNorm([C, L])": nn.LayerNorm([4, 4]),
    "LayerNorm(E)": nn.LayerNorm(4),
    "RMSNorm(E)": nn.RMSNorm(4),
}
torch.manual_seed(1640)
figure, panels = plt.subplots(2, 3, figsize=(7.6, 3.9))
for panel, (title, layer) in zip(panels.flat, layers.items(), strict=True):
    values = torch.randn(3, 4, 4, dtype=torch.float64, requires_grad=True)  # (3, 4, 4)
    layer.double()(values)[1, 1, 2].backward()  # (1)!
    shared = values.grad.abs() > 1e-9  # (3, 4, 4)
    for sample, row, column in torch.cartesian_prod(*map(torch.arange, values.shape)).tolist():
        used = shared[sample, row, column]
        color = "C1" if (sample, row, column) == (1, 1, 2) else "C0" if used else "#cbd5e1"
        corner = (sample * 5 + column + 0.06, -row - 0.06)
        panel.add_patch(plt.Rectangle(corner, 0.88, -0.88, facecolor=color, lw=0))
    for sample in range(3):
        panel.text(sample * 5 + 2, 0.25, f"sample {sample}", ha="center", fontsize=9)
    sequence = title.endswith("(E)")
    panel.text(7, -4.8, "feature E" if sequence else "position L", ha="center", fontsize=9)
    down = "position T" if sequence else "channel C"
    panel.text(-0.5, -2, down, va="center", ha="center", rotation=90, fontsize=9)
    panel.set_title(title, fontsize=12)
    panel.set(xlim=(-1, 14.2), ylim=(-5, 1.2), aspect="equal")
    panel.axis("off")
figure.tight_layout()
figure.savefig("norms.svg")
