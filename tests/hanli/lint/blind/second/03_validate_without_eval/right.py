import torch
from torch import nn


class ConvBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1, bias=False),
            nn.BatchNorm2d(cout),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )

    def forward(self, x):
        return self.body(x)


class Trainer:
    def __init__(self, num_classes, lr=3e-4, device="cuda"):
        self.device = device
        self.net = nn.Sequential(
            ConvBlock(3, 32), ConvBlock(32, 64), ConvBlock(64, 128),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(128, num_classes),
        ).to(device)
        self.optim = torch.optim.AdamW(self.net.parameters(), lr=lr)
        self.loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)

    def train_step(self, batch):
        x, y = (t.to(self.device, non_blocking=True) for t in batch)
        self.optim.zero_grad(set_to_none=True)
        loss = self.loss_fn(self.net(x), y)
        loss.backward()
        self.optim.step()
        return loss.item()

    @torch.no_grad()
    def validate(self, loader):
        self.net.eval()
        hits, seen = 0, 0
        for x, y in loader:
            x, y = x.to(self.device), y.to(self.device)
            hits += (self.net(x).argmax(1) == y).sum().item()
            seen += y.numel()
        return hits / seen

    def fit(self, train_loader, val_loader, epochs):
        for ep in range(epochs):
            self.net.train()
            losses = [self.train_step(b) for b in train_loader]
            acc = self.validate(val_loader)
            print(f"[{ep}] loss={sum(losses) / len(losses):.3f} val_acc={acc:.3f}")
