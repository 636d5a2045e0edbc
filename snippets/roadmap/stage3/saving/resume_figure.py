import matplotlib.pyplot as plt
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
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    generators = {"order": torch.Generator().manual_seed(7), "torch": torch.default_generator}
    path = []
    if checkpoint:
        for name in ({**parts, **generators}).keys() - {skip}:
            part = parts.get(name) or generators[name]
            (part.load_state_dict if name in parts else part.set_state)(checkpoint[name])
    for _ in range(checkpoint["epoch"] if checkpoint else 0, epochs):
        for batch, targets in DataLoader(data, 10, shuffle=True, generator=generators["order"]):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(batch), targets).backward()
            optimizer.step()
        schedule.step()
        path.append(nn.utils.parameters_to_vector(model.parameters()).detach())
    states = {name: part.state_dict() for name, part in parts.items()} | {"epoch": epochs}
    return states | {name: g.get_state() for name, g in generators.items()}, path


whole = train(6)[1]
torch.save(train(3)[0], "checkpoint.pt")
figure, axes = plt.subplots(subplot_kw={"xlabel": "epoch", "ylabel": "largest difference"})
for skip in (None, "optimizer", "schedule", "order", "torch"):
    path = train(6, torch.load("checkpoint.pt", weights_only=True), skip)[1]
    gaps = [(a - b).abs().max().item() for a, b in zip(whole[3:], path, strict=True)]
    axes.plot(list("3456"), [0, *gaps], marker="o", label=f"without {skip or 'nothing'}")
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
figure.savefig("resume.svg", bbox_inches="tight")
