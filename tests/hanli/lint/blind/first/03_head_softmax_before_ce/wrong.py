import torch
import torch.nn as nn


class AttnPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.score = nn.Linear(dim, 1)

    def forward(self, h):
        w = torch.softmax(self.score(h).squeeze(-1), dim=1)
        return torch.einsum("bt,btd->bd", w, h)


class Head(nn.Module):
    def __init__(self, dim, n_out):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, dim)
        self.fc2 = nn.Linear(dim, n_out)

    def forward(self, z):
        z = torch.relu(self.fc1(self.norm(z)))
        return torch.softmax(self.fc2(z), dim=-1)


class IntentModel(nn.Module):
    def __init__(self, vocab, n_out, dim=96):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim // 2, batch_first=True, bidirectional=True)
        self.pool = AttnPool(dim)
        self.head = Head(dim, n_out)

    def forward(self, tokens):
        h, _ = self.rnn(self.emb(tokens))
        return self.head(self.pool(h))


def fit(model, batches, epochs, lr=2e-3):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
    model.train()
    for epoch in range(epochs):
        running, n = 0.0, 0
        for tokens, intent in batches:
            loss = criterion(model(tokens), intent)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * intent.size(0)
            n += intent.size(0)
        print(f"[{epoch}] loss={running / n:.4f}")
    return model
