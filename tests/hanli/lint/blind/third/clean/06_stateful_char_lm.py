import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn


class CharLM(nn.Module):
    def __init__(self, n_chars, dim=512, depth=3):
        super().__init__()
        self.table = nn.Embedding(n_chars, dim)
        self.lstm = nn.LSTM(dim, dim, depth, dropout=0.25)
        self.bias = nn.Parameter(torch.zeros(n_chars))

    def forward(self, ids, state=None):
        hidden, state = self.lstm(self.table(ids), state)
        return F.linear(hidden, self.table.weight, self.bias), state


def columns(ids, n_streams):
    usable = ids.numel() // n_streams * n_streams
    return ids[:usable].view(n_streams, -1).t().contiguous()


def windows(data, length):
    for start in range(0, data.size(0) - 1, length):
        stop = min(start + length, data.size(0) - 1)
        yield data[start:stop], data[start + 1 : stop + 1]


def train_epoch(model, data, optimizer, length=200):
    model.train()
    state = None
    for x, y in windows(data, length):
        if state is not None:
            state = tuple(s.detach() for s in state)
        logits, state = model(x, state)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()


@torch.no_grad()
def bits_per_char(model, data, length=1000):
    model.eval()
    state, nats, count = None, 0.0, 0
    for x, y in windows(data, length):
        logits, state = model(x, state)
        nats += F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum").item()
        count += y.numel()
    return nats / count / math.log(2)


if __name__ == "__main__":
    torch.manual_seed(99)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    text = Path("corpus.txt").read_text(encoding="utf-8")
    alphabet = {c: i for i, c in enumerate(sorted(set(text)))}
    ids = torch.tensor([alphabet[c] for c in text])
    cut = int(0.95 * len(ids))
    train_data = columns(ids[:cut], 64).to(device)
    valid_data = columns(ids[cut:], 8).to(device)

    model = CharLM(len(alphabet)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(30):
        train_epoch(model, train_data, optimizer)
        print(f"{epoch:02d}  {bits_per_char(model, valid_data):.3f} bpc")
    torch.save({"model": model.state_dict(), "alphabet": alphabet}, "charlm.pt")
