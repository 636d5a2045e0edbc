import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset


def train(model, loader, device, epochs=8, max_lr=0.1):
    optimizer = torch.optim.SGD(
        model.parameters(), lr=max_lr / 25, momentum=0.9, weight_decay=5e-4
    )
    scheduler = OneCycleLR(
        optimizer, max_lr=max_lr, epochs=epochs, steps_per_epoch=len(loader)
    )
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * targets.numel()
            count += targets.numel()
        scheduler.step()
        lr = scheduler.get_last_lr()[0]
        print(f"epoch {epoch}: loss {total / count:.4f} lr {lr:.5f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    dataset = TensorDataset(torch.randn(640, 3, 16, 16), torch.randint(0, 10, (640,)))
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    net = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 10),
    ).to(device)
    train(net, loader, device)
