import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def load_series(path=None):
    if path is not None:
        return np.load(path).astype("float32")
    rng = np.random.default_rng(0)
    return np.cumsum(rng.normal(size=(1200, 4)), axis=0).astype("float32")


def make_windows(series, length):
    x = np.stack([series[i : i + length] for i in range(len(series) - length)])
    return torch.from_numpy(x), torch.from_numpy(series[length:, 0])


def prepare(series, length=24, train_fraction=0.8):
    cut = int(len(series) * train_fraction)
    mean, std = series[:cut].mean(axis=0), series[:cut].std(axis=0)
    series = (series - mean) / std
    train = make_windows(series[:cut], length)
    test = make_windows(series[cut:], length)
    return TensorDataset(*train), TensorDataset(*test)


class Forecaster(nn.Module):
    def __init__(self, channels, hidden=32):
        super().__init__()
        self.gru = nn.GRU(channels, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.gru(x)
        return self.head(out[:, -1]).squeeze(-1)


def main():
    torch.manual_seed(0)
    train_set, test_set = prepare(load_series())
    model = Forecaster(channels=4)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in DataLoader(train_set, batch_size=64, shuffle=True):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        x, y = test_set.tensors
        print(f"test mse {nn.functional.mse_loss(model(x), y).item():.4f}")


if __name__ == "__main__":
    main()
