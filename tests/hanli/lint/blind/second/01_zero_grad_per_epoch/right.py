import argparse

import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def build_model(n_features, width):
    return nn.Sequential(
        nn.Linear(n_features, width),
        nn.ReLU(),
        nn.Linear(width, width),
        nn.ReLU(),
        nn.Linear(width, 1),
    )


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
        count += xb.size(0)
    return total / count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("csv")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    df = pd.read_csv(args.csv)
    x = torch.tensor(df.drop(columns=["price"]).values, dtype=torch.float32)
    y = torch.tensor(df[["price"]].values, dtype=torch.float32)
    loader = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True)

    model = build_model(x.shape[1], 128).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    criterion = nn.MSELoss()
    for epoch in range(args.epochs):
        mse = train_one_epoch(model, loader, criterion, optimizer, device)
        print(f"epoch {epoch + 1:3d}  train mse {mse:.4f}")
    torch.save(model.state_dict(), "price_model.pt")


if __name__ == "__main__":
    main()
