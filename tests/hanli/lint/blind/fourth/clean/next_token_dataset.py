import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class CharDataset(Dataset):
    def __init__(self, text, block=16):
        self.vocab = sorted(set(text))
        index = {c: i for i, c in enumerate(self.vocab)}
        self.data = torch.tensor([index[c] for c in text])
        self.block = block

    def __len__(self):
        return len(self.data) - self.block

    def __getitem__(self, i):
        chunk = self.data[i : i + self.block + 1]
        return chunk[:-1], chunk[1:]


class CharGRU(nn.Module):
    def __init__(self, vocab_size, dim=32):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, dim)
        self.gru = nn.GRU(dim, dim, batch_first=True)
        self.head = nn.Linear(dim, vocab_size)

    def forward(self, ids):
        return self.head(self.gru(self.embed(ids))[0])


torch.manual_seed(0)
dataset = CharDataset("the quick brown fox jumps over the lazy dog. " * 10)
loader = DataLoader(dataset, batch_size=32, shuffle=True, drop_last=True)
model = CharGRU(len(dataset.vocab))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

model.train()
for epoch in range(2):
    for ids, labels in loader:
        loss = F.cross_entropy(model(ids).transpose(1, 2), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: loss {loss.item():.3f}")
