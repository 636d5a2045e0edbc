import torch
from torch import nn, optim


class ResidualMLP(nn.Module):
    def __init__(self, dim, expansion=2):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc_in = nn.Linear(dim, dim * expansion)
        self.fc_out = nn.Linear(dim * expansion, dim)

    def forward(self, h):
        return h + self.fc_out(torch.nn.functional.gelu(self.fc_in(self.norm(h))))


class TabularNet(nn.Module):
    def __init__(self, num_numeric, cat_sizes, dim=64, depth=4):
        super().__init__()
        self.embeds = nn.ModuleList([nn.Embedding(n, 8) for n in cat_sizes])
        self.stem = nn.Linear(num_numeric + 8 * len(cat_sizes), dim)
        self.blocks = [ResidualMLP(dim) for _ in range(depth)]
        self.head = nn.Linear(dim, 1)

    def forward(self, numeric, cats):
        e = [emb(cats[:, i]) for i, emb in enumerate(self.embeds)]
        h = self.stem(torch.cat([numeric, *e], dim=1))
        for block in self.blocks:
            h = block(h)
        return self.head(h).squeeze(-1)


class ChurnTrainer:
    def __init__(self, model, lr=2e-3):
        self.model = model
        self.opt = optim.AdamW(model.parameters(), lr=lr)
        self.criterion = nn.BCEWithLogitsLoss()

    def train_epoch(self, loader):
        self.model.train()
        running = 0.0
        for numeric, cats, churned in loader:
            self.opt.zero_grad()
            loss = self.criterion(self.model(numeric, cats), churned.float())
            loss.backward()
            self.opt.step()
            running += loss.item()
        return running / len(loader)
