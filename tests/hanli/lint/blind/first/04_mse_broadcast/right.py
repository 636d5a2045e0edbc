import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import fetch_california_housing
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class PriceNet(nn.Module):
    def __init__(self, n_features, hidden=64):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_features, hidden), nn.ReLU(),
                                  nn.Linear(hidden, hidden), nn.ReLU())
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.out(self.body(x)).squeeze(-1)


def load(batch_size):
    X, y = fetch_california_housing(return_X_y=True)
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.2, random_state=0)
    mu, sd = Xtr.mean(0), Xtr.std(0)
    Xtr, Xte = (Xtr - mu) / sd, (Xte - mu) / sd
    as_t = lambda a: torch.from_numpy(np.asarray(a, dtype=np.float32))
    train = TensorDataset(as_t(Xtr), as_t(ytr))
    return DataLoader(train, batch_size=batch_size, shuffle=True), as_t(Xte), as_t(yte)


def main(epochs=30, batch_size=256):
    torch.manual_seed(0)
    loader, Xte, yte = load(batch_size)
    model = PriceNet(Xte.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
    mse = nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        for features, price in loader:
            optimizer.zero_grad()
            loss = mse(model(features), price)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            rmse = mse(model(Xte), yte).sqrt().item()
        print(f"epoch {epoch:3d} | test RMSE {rmse:.4f}")


if __name__ == "__main__":
    main()
