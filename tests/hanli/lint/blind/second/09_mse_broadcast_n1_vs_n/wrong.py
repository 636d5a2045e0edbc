import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class EnergyData(Dataset):
    def __init__(self, path):
        arr = np.load(path)
        self.X = arr["features"].astype(np.float32)
        self.y = arr["load"].astype(np.float32).ravel()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class Regressor(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_in, 64), nn.Tanh(),
            nn.Linear(64, 64), nn.Tanh(),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        return self.layers(x)


def train(path, epochs=100):
    ds = EnergyData(path)
    dl = DataLoader(ds, batch_size=32, shuffle=True)
    net = Regressor(ds.X.shape[1])
    loss_func = nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        epoch_loss = 0.0
        for x, y in dl:
            pred = net(x)
            loss = loss_func(pred, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item() * len(y)
        if epoch % 10 == 0:
            print(epoch, epoch_loss / len(ds))
    return net


if __name__ == "__main__":
    train("energy.npz")
