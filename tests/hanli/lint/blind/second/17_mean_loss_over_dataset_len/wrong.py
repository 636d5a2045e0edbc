import torch
import torch.nn as nn
from torch.utils.data import DataLoader, random_split


def train_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    running_loss = 0.0
    for signal, target in loader:
        signal, target = signal.to(device), target.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(signal), target)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * signal.size(0)
    return running_loss / len(loader.dataset)


def valid_epoch(model, loader, loss_fn, device):
    model.eval()
    running_loss = 0.0
    with torch.no_grad():
        for signal, target in loader:
            signal, target = signal.to(device), target.to(device)
            loss = loss_fn(model(signal), target)
            running_loss += loss.item()
    return running_loss / len(loader.dataset)


def fit(dataset, epochs=30, device="cpu"):
    n_val = len(dataset) // 5
    train_set, val_set = random_split(dataset, [len(dataset) - n_val, n_val])
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=128)
    model = nn.Sequential(
        nn.Conv1d(1, 16, 7, padding=3), nn.ReLU(), nn.AvgPool1d(4),
        nn.Conv1d(16, 32, 7, padding=3), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
        nn.Flatten(), nn.Linear(32, 5),
    ).to(device)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters())
    best = float("inf")
    for epoch in range(epochs):
        tr = train_epoch(model, train_loader, loss_fn, optimizer, device)
        va = valid_epoch(model, val_loader, loss_fn, device)
        print(f"epoch {epoch:02d} | train {tr:.4f} | valid {va:.4f} | gap {va - tr:+.4f}")
        if va < best:
            best = va
            torch.save(model.state_dict(), "ecg_best.pt")
