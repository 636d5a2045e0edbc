import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


def train(epochs, checkpoint=None, skip=None):
    torch.manual_seed(1640)
    inputs = torch.rand(60, 4, dtype=torch.float64)  # (60, 4)
    data = TensorDataset(inputs, inputs.sum(dim=1, keepdim=True))
    model = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.2), nn.Linear(16, 1)).double()
    optimizer = optim.Adam(model.parameters(), lr=0.02)
    schedule = optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.1)
    order = torch.Generator().manual_seed(7)
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    generators = {"order": order, "torch": torch.default_generator}  # (1)!
    if checkpoint:
        for name in parts.keys() - {skip}:
            parts[name].load_state_dict(checkpoint[name])
        for name in generators.keys() - {skip}:
            generators[name].set_state(checkpoint[name])
    start = checkpoint["epoch"] if checkpoint else 0
    for _ in range(start, epochs):
        for batch, targets in DataLoader(data, 10, shuffle=True, generator=order):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(batch), targets).backward()
            optimizer.step()
        schedule.step()
    states = {name: part.state_dict() for name, part in parts.items()}
    return {"epoch": epochs, **states} | {n: g.get_state() for n, g in generators.items()}


whole = train(6)["model"]
torch.save(train(3), "checkpoint.pt")
for skip in (None, "model", "optimizer", "schedule", "order", "torch"):
    resumed = train(6, torch.load("checkpoint.pt", weights_only=True), skip)["model"]
    gap = max((resumed[name] - whole[name]).abs().max().item() for name in whole)
    print(f"without {skip or 'nothing':9} {gap:.4f}  identical {gap == 0}")
