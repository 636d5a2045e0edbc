import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ChurnModel(nn.Module):
    def __init__(self, n_inputs):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_inputs, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1)
        )

    def forward(self, x):
        return self.layers(x).squeeze(1)


def train_one_epoch(model, loader, criterion, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    tp = fp = fn = 0
    for x, y in loader:
        predicted = model(x) > 0.5
        actual = y.bool()
        tp += (predicted & actual).sum().item()
        fp += (predicted & ~actual).sum().item()
        fn += (~predicted & actual).sum().item()
    precision = tp / max(tp + fp, 1)
    recall = tp / max(tp + fn, 1)
    return precision, recall


torch.manual_seed(0)
x = torch.randn(1000, 6)
y = (x[:, 0] - x[:, 1] > 0.8).float()
train_loader = DataLoader(TensorDataset(x[:800], y[:800]), batch_size=50, shuffle=True)
val_loader = DataLoader(TensorDataset(x[800:], y[800:]), batch_size=200)

model = ChurnModel(n_inputs=6)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(5):
    train_one_epoch(model, train_loader, criterion, optimizer)
    precision, recall = evaluate(model, val_loader)
    print(f"epoch {epoch}: precision {precision:.3f} recall {recall:.3f}")
