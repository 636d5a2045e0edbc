import torch
import torch.nn as nn
from torch.utils.data import DataLoader


class TagHead(nn.Module):
    def __init__(self, d_model, n_tags, p=0.2):
        super().__init__()
        self.net = nn.Sequential(
            nn.LayerNorm(d_model), nn.Linear(d_model, 512), nn.GELU(), nn.Dropout(p), nn.Linear(512, n_tags)
        )

    def forward(self, emb):
        return self.net(emb)


class MultiLabelModule:
    def __init__(self, d_model, n_tags, pos_weight=None, device="cuda"):
        self.device = device
        self.head = TagHead(d_model, n_tags).to(device)
        self.criterion = nn.BCEWithLogitsLoss(pos_weight=pos_weight).to(device)
        self.optimizer = torch.optim.AdamW(self.head.parameters(), lr=1e-3)

    def training_step(self, emb, tags):
        emb, tags = emb.to(self.device), tags.to(self.device).float()
        loss = self.criterion(self.head(emb), tags)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def micro_f1(self, loader):
        self.head.eval()
        tp = fp = fn = 0
        for emb, tags in loader:
            scores = self.head(emb.to(self.device)).sigmoid()
            pred = scores > 0.5
            gold = tags.to(self.device).bool()
            tp += (pred & gold).sum().item()
            fp += (pred & ~gold).sum().item()
            fn += (~pred & gold).sum().item()
        return 2 * tp / max(2 * tp + fp + fn, 1)

    def fit(self, train_ds, val_ds, epochs=10):
        train_dl = DataLoader(train_ds, batch_size=256, shuffle=True)
        val_dl = DataLoader(val_ds, batch_size=1024)
        for e in range(epochs):
            self.head.train()
            losses = [self.training_step(x, t) for x, t in train_dl]
            print(e, sum(losses) / len(losses), self.micro_f1(val_dl))
