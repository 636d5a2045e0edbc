import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(31)
data = TensorDataset(torch.randn(150, 8), torch.randint(3, (150,)))


def train(batch_size, per_window):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    loader, window = DataLoader(data, batch_size), []
    for number, batch in enumerate(loader):
        window.append(batch)
        if len(window) < per_window and number + 1 < len(loader):  # (1)!
            continue
        count = sum(len(targets) for _, targets in window)
        for inputs, targets in window:
            loss = cross_entropy(model(inputs), targets, reduction="sum") / count  # (2)!
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        print(f"batch size {batch_size}: step after batch {number}, {count} samples")
        window = []
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


large, small = train(batch_size=64, per_window=1), train(batch_size=16, per_window=4)
print(f"parameters off by {((small - large).norm() / large.norm()).item():.6f}")
