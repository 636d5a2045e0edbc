import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class PriceNet(nn.Module):
    def __init__(self, n_features, hidden=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_features, hidden),
            nn.ReLU(),
            nn.Linear(hidden, 1),
        )

    def forward(self, x):
        return self.net(x)


class Trainer:
    def __init__(self, model, lr=1e-3):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        self.criterion = nn.MSELoss()

    def train_epoch(self, loader):
        self.model.train()
        total, seen = 0.0, 0
        for features, price in loader:
            self.optimizer.zero_grad()
            prediction = self.model(features).squeeze(1)
            loss = self.criterion(prediction, price)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(features)
            seen += len(features)
        return total / seen


def main():
    torch.manual_seed(0)
    features = torch.randn(512, 8)
    price = features @ torch.randn(8) + 0.1 * torch.randn(512)
    loader = DataLoader(TensorDataset(features, price), batch_size=32, shuffle=True)
    trainer = Trainer(PriceNet(n_features=8))
    for epoch in range(5):
        print(f"epoch {epoch}: mse {trainer.train_epoch(loader):.4f}")


if __name__ == "__main__":
    main()
