import torch
from torch import nn

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)

model = nn.Linear(3, 1, dtype=torch.float64)  # (1)!
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
measure = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(101):
    predictions = model(features).squeeze(1)  # (2)!
    loss = measure(predictions, targets)  # ()
    if step in (0, 1, 20, 40, 100):
        print(f"step {step:3}  loss {loss.item():.4f}")
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
print("weights", [round(value, 4) for value in model.weight[0].tolist()])
print(f"bias    {model.bias.item():.4f}")
