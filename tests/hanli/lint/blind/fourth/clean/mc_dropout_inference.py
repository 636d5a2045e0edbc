import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self, n_inputs, p=0.2):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(n_inputs, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(p)
        )
        self.out = nn.Linear(64, 1)

    def forward(self, x):
        return self.out(self.body(x)).squeeze(-1)


def enable_dropout(model):
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.train()


@torch.no_grad()
def predict_with_uncertainty(model, x, samples=30):
    model.eval()
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(samples)])
    model.eval()
    return draws.mean(dim=0), draws.std(dim=0)


def main():
    torch.manual_seed(0)
    x = torch.randn(256, 5)
    y = x[:, 0] * 2 - x[:, 1]
    model = Regressor(n_inputs=5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    model.train()
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    mean, std = predict_with_uncertainty(model, torch.randn(4, 5))
    for m, s in zip(mean.tolist(), std.tolist()):
        print(f"{m:.3f} +- {s:.3f}")


if __name__ == "__main__":
    main()
