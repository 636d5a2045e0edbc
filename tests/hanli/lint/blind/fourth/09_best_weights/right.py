import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def run_epoch(model, loader, criterion, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total, count = 0.0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.size(0)
            count += x.size(0)
    return total / count


def fit(model, train_loader, val_loader, epochs=20, patience=4):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    best_loss, best_state, bad = float("inf"), None, 0
    for epoch in range(epochs):
        run_epoch(model, train_loader, criterion, optimizer)
        val_loss = run_epoch(model, val_loader, criterion)
        if val_loss < best_loss:
            best_loss, bad = val_loss, 0
            best_state = copy.deepcopy(model.state_dict())
        else:
            bad += 1
            if bad >= patience:
                break
    model.load_state_dict(best_state)
    return model, best_loss


def main():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(400, 12, generator=generator)
    data = TensorDataset(x, (x.sum(dim=1) > 0).long())
    train_set, val_set = random_split(data, [300, 100], generator=generator)
    model = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 2))
    model, best = fit(model, DataLoader(train_set, 32, shuffle=True), DataLoader(val_set, 100))
    print(f"best validation loss {best:.4f}")


if __name__ == "__main__":
    main()
