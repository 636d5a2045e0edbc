import torch
from torch import nn

images = torch.rand(32, 64, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
for options in ({"foreach": False}, {"foreach": True}, {"fused": True}):  # (1)!
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, **options)
    for _ in range(10):
        optimizer.zero_grad()
        model(images).square().mean().backward()
        optimizer.step()
    norm = nn.utils.parameters_to_vector(model.parameters()).norm().item()
    print(f"{options}: norm of all parameters {norm:.6f}")
