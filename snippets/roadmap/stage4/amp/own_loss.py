import torch
from torch import nn

layer = nn.Linear(1, 1, bias=False)
nn.init.constant_(layer.weight, 300.0)
with torch.amp.autocast("cpu", dtype=torch.float16):
    outputs = layer(torch.ones(1, 1))  # (1, 1)
    losses = {
        "outputs.pow(2)": outputs.pow(2).mean(),
        "outputs.float().pow(2)": outputs.float().pow(2).mean(),
        "mse_loss": nn.functional.mse_loss(outputs, torch.zeros_like(outputs)),
    }
for name, loss in losses.items():
    print(f"{name}: {loss.item()}, {loss.dtype}")
