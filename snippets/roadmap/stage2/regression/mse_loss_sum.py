import torch
from torch import nn

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)

for reduction, lr in (("mean", 0.1), ("sum", 0.1), ("sum", 0.0001)):
    model = nn.Linear(3, 1, dtype=torch.float64)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    measure = nn.MSELoss(reduction=reduction)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(100):
        optimizer.zero_grad()
        measure(model(features).squeeze(1), targets).backward()
        optimizer.step()
    mse = nn.functional.mse_loss(model(features).squeeze(1), targets).item()  # (1)!
    print(f"{reduction:4}  lr {lr:<6}  MSE", f"{mse:.6f}" if mse < 1000 else "diverges")
