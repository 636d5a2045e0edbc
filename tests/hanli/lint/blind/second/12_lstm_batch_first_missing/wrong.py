import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def make_windows(series, window):
    """series: (time, channels) -> x (N, window, channels), y (N, channels)"""
    x = torch.stack([series[i:i + window] for i in range(len(series) - window)])
    y = series[window:]
    return x, y


class Forecaster(nn.Module):
    def __init__(self, n_channels, hidden_size=64, num_layers=2):
        super().__init__()
        self.lstm = nn.LSTM(n_channels, hidden_size, num_layers, dropout=0.1)
        self.linear = nn.Linear(hidden_size, n_channels)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.linear(out[:, -1, :])


def main():
    series = torch.load("sensors.pt", weights_only=True).float()
    split = int(0.8 * len(series))
    mu, sd = series[:split].mean(0), series[:split].std(0)
    series = (series - mu) / sd
    train_x, train_y = make_windows(series[:split], 48)
    test_x, test_y = make_windows(series[split:], 48)
    train_loader = DataLoader(TensorDataset(train_x, train_y), batch_size=64, shuffle=True)

    model = Forecaster(series.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()
    for epoch in range(40):
        model.train()
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            test_mse = criterion(model(test_x), test_y).item()
        print(f"epoch {epoch}: test mse {test_mse:.4f}")


if __name__ == "__main__":
    main()
