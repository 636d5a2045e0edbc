import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(model, loader, epochs=2, accumulate=4):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    optimizer.zero_grad()
    batches = len(loader)
    for epoch in range(epochs):
        model.train()
        for index, (x, y) in enumerate(loader):
            group_start = index - index % accumulate
            group = min(accumulate, batches - group_start)
            loss = nn.functional.cross_entropy(model(x), y) / group
            loss.backward()
            if index + 1 == group_start + group:
                optimizer.step()
                optimizer.zero_grad()
        print(f"epoch {epoch}: last loss {loss.item() * group:.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    data = TensorDataset(torch.randn(352, 20), torch.randint(0, 3, (352,)))
    loader = DataLoader(data, batch_size=32, shuffle=True)
    train(nn.Sequential(nn.Linear(20, 32), nn.Tanh(), nn.Linear(32, 3)), loader)
