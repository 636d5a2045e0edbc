# %% [markdown]
# # Bike-share demand: hourly rentals per station

# %%
import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"

# %%
rides = pd.read_parquet("rides_hourly.parquet").sort_values("hour")
weather = ["temp", "humidity", "wind", "is_holiday", "hour_sin", "hour_cos"]
cut = rides["hour"].quantile(0.8)
past, future = rides[rides["hour"] <= cut], rides[rides["hour"] > cut]
mu, sd = past[weather].mean(), past[weather].std()


def to_dataset(frame):
    x = torch.tensor(((frame[weather] - mu) / sd).to_numpy(np.float32))
    station = torch.tensor(frame["station_id"].to_numpy(np.int64))
    y = torch.tensor(np.log1p(frame["rentals"].to_numpy(np.float32)))
    return TensorDataset(x, station, y)


train_dl = DataLoader(to_dataset(past), batch_size=512, shuffle=True)
test_dl = DataLoader(to_dataset(future), batch_size=2048)


# %%
class DemandNet(nn.Module):
    def __init__(self, n_stations, n_weather, width=128):
        super().__init__()
        self.station = nn.Embedding(n_stations, 16)
        self.mlp = nn.Sequential(
            nn.Linear(16 + n_weather, width),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 1),
        )

    def forward(self, x, station):
        z = torch.cat([self.station(station), x], dim=1)
        return self.mlp(z).squeeze(-1)


def pinball(pred, target, q=0.6):
    gap = target - pred
    return torch.maximum(q * gap, (q - 1) * gap).mean()


# %%
net = DemandNet(int(rides["station_id"].max()) + 1, len(weather)).to(device)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(20):
    net.train()
    running, n = 0.0, 0
    for x, station, y in train_dl:
        x, station, y = x.to(device), station.to(device), y.to(device)
        opt.zero_grad()
        loss = pinball(net(x, station), y)
        loss.backward()
        opt.step()
        running += loss.item() * len(y)
        n += len(y)

    net.eval()
    held, m = 0.0, 0
    with torch.no_grad():
        for x, station, y in test_dl:
            held += pinball(net(x.to(device), station.to(device)), y.to(device)).item() * len(y)
            m += len(y)
    print(f"{epoch:2d}  train {running / n:.4f}  test {held / m:.4f}")
