"""What models and losses compute: views, roots at zero, masks, and shapes that spread; with look-alikes that are right."""

import math

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset


class WrongHeads(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.size = heads, dim // heads
        self.query, self.key, self.value = nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        batch, length, dim = x.size()
        query = self.query(x).view(batch, self.heads, length, self.size)  # expect: mixed-axes
        key = self.key(x).view(batch, length, self.heads, self.size).transpose(1, 2)
        value = self.value(x).view(batch, length, self.heads, self.size).permute(0, 2, 1, 3)
        scores = query @ key.transpose(-2, -1) / math.sqrt(self.size)
        mixed = F.softmax(key @ key.transpose(-2, -1) / math.sqrt(self.size), dim=-1) @ value
        return scores, self.out(mixed.reshape(batch, length, dim))  # expect: mixed-axes


class RightHeads(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)

    def split(self, t):
        b, n, d = t.shape
        return t.view(b, n, self.heads, d // self.heads).transpose(1, 2)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = (self.split(t) for t in self.qkv(x).chunk(3, dim=-1))
        y = F.scaled_dot_product_attention(q, k, v)
        return y.transpose(1, 2).reshape(b, n, d)


def pictures(x, groups):
    b, c, h, w = x.shape
    tokens = x.view(b, h * w, c)  # expect: mixed-axes
    rows = x.reshape(-1, c)  # expect: mixed-axes
    right_rows = x.permute(0, 2, 3, 1).reshape(-1, c)
    right_tokens = x.view(b, c, h * w).transpose(1, 2)
    shuffled = x.view(b, groups, c // groups, h, w).transpose(1, 2).reshape(b, c, h, w)
    back = right_tokens.transpose(1, 2).reshape(b, c, h, w)
    return tokens, rows, right_rows, shuffled, back, x.reshape(b * c, h, w), x.view(b, 1, c, h, w)


def sequence(x, hidden):
    steps, size = x.shape[0], x.shape[1]
    first = x.reshape(size, steps, hidden)  # expect: mixed-axes
    return first, x.transpose(0, 1).reshape(size, steps, hidden), x.reshape(steps * size, hidden)


def distances(a, b):
    return torch.sqrt(torch.sum((a[:, None, :] - b[None, :, :]) ** 2, dim=-1))  # expect: sqrt-at-zero


def contrastive_loss(embeddings, labels):
    same = labels[:, None] == labels
    return distances(embeddings, embeddings)[same].mean()


class Triplets(nn.Module):
    def forward(self, x, centres):
        squares = x.pow(2).sum(1, keepdim=True)
        apart = squares + squares.t() - 2 * torch.mm(x, x.t())
        first = apart.sqrt()  # expect: sqrt-at-zero
        second = (squares + squares.t() - 2 * x @ x.T) ** 0.5  # expect: sqrt-at-zero
        right = [
            apart.clamp(min=1e-12).sqrt(),
            (apart + 1e-12).sqrt(),
            torch.cdist(x, x),
            (x[:, None] - x[None]).norm(dim=-1),
            (x.unsqueeze(1) - centres.unsqueeze(0)).pow(2).sum(-1).sqrt(),
        ]
        return first, second, right


@torch.no_grad()
def measure(x):
    return (x[:, None] - x[None]).pow(2).sum(-1).sqrt()


def policy_loss(model, states, actions, returns):
    probabilities = F.softmax(model(states), dim=-1)
    chosen = probabilities.gather(1, actions)
    first = -(torch.log(chosen) * returns).mean()  # expect: log-of-softmax
    second = -torch.sigmoid(model(states)).log().mean()  # expect: log-of-softmax
    third = -(torch.log(chosen + 1e-8) * returns).mean() - probabilities.clamp(min=1e-8).log().mean()
    return first + second + third - (F.log_softmax(model(states), dim=-1) * returns).mean()


PAD = 0


class Encoder(nn.Module):
    def __init__(self, size, pad_id):
        super().__init__()
        layer = nn.TransformerEncoderLayer(size, 4, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.attention = nn.MultiheadAttention(size, 4, batch_first=True)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(size, 4, batch_first=True), 2)
        self.pad_id = pad_id

    def cover(self, lengths, longest):
        return torch.arange(longest, device=lengths.device)[None, :] < lengths[:, None]

    def wrong(self, x, ids, lengths):
        n = x.size(1)
        a = self.encoder(x, src_key_padding_mask=ids.ne(self.pad_id))  # expect: inverted-mask
        b = self.encoder(x, None, self.cover(lengths, n))  # expect: inverted-mask
        real = (ids > 0).to(x.device)
        c, _ = self.attention(x, x, x, key_padding_mask=real, need_weights=False)  # expect: inverted-mask
        causal = torch.tril(torch.ones(n, n, device=x.device)).bool()
        d, _ = self.attention(x, x, x, attn_mask=causal)  # expect: inverted-mask
        later = torch.ones(n, n, dtype=torch.bool).triu(diagonal=1)
        e = F.scaled_dot_product_attention(x, x, x, attn_mask=later)  # expect: inverted-mask
        padded = (ids == self.pad_id)[:, None, None, :]
        f = F.scaled_dot_product_attention(x, x, x, attn_mask=padded)  # expect: inverted-mask
        return a, b, c, d, e, f

    def right(self, x, ids, lengths):
        n = x.size(1)
        a = self.encoder(x, src_key_padding_mask=ids.eq(self.pad_id))
        b = self.encoder(x, None, ~self.cover(lengths, n))
        causal = torch.tril(torch.ones(n, n, device=x.device)) == 0
        c, _ = self.attention(x, x, x, attn_mask=causal, key_padding_mask=ids == PAD)
        d = F.scaled_dot_product_attention(x, x, x, attn_mask=(ids != PAD)[:, None, None, :])
        later = torch.triu(torch.ones(n, n, dtype=torch.bool), diagonal=1)
        e = self.decoder(x, a, tgt_mask=later, memory_key_padding_mask=torch.arange(n)[None] >= lengths[:, None])
        return a, b, c, d, e


class Tagger(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.embed = nn.Embedding(100, size)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(size, 4, batch_first=True), 2)

    def forward(self, ids, mask):
        return self.encoder(self.embed(ids), src_key_padding_mask=mask)  # expect: inverted-mask


def tag(loader):
    tagger = Tagger(64)
    for batch in loader:
        ids = batch["input_ids"]
        yield tagger(ids, batch["attention_mask"].bool())


def attend(scores, mask, layer):
    first = F.softmax(scores.masked_fill(mask == 0, 0), dim=-1)  # expect: mask-value
    scores = scores.masked_fill(mask == 0, -1e-9)  # expect: mask-value
    second = scores.softmax(dim=-1)
    n = scores.size(-1)
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    third = scores.masked_fill(visible, float("-inf"))  # expect: inverted-mask
    fourth = F.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
    fifth = F.softmax(scores.masked_fill(mask == 0, -1e9), dim=-1)
    return first, second, third, fourth, fifth.masked_fill(mask == 0, 0)


class Houses(Dataset):
    def __init__(self, path):
        table = pd.read_csv(path)
        self.x = torch.tensor(table.drop(columns="price").values, dtype=torch.float32)
        self.y = torch.tensor(table["price"].values, dtype=torch.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class Price(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x)


def fit(model, loader, loss_fn, optimizer, device):
    for _, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        output = model(x)
        optimizer.zero_grad()
        loss = loss_fn(output, y)  # expect: mse-broadcast
        loss = loss + loss_fn(output.squeeze(1), y) + loss_fn(output, y.unsqueeze(1))
        loss = loss + ((output - y) ** 2).mean()  # expect: mse-broadcast
        loss.backward()
        optimizer.step()


def fit_houses(device):
    loader = DataLoader(Houses("houses.csv"), batch_size=8, shuffle=True)
    model = Price().to(device)
    fit(model, loader, nn.L1Loss(), torch.optim.SGD(model.parameters(), lr=0.1), device)


def fit_line(steps):
    x = torch.linspace(0, 1, 100)
    y = torch.sin(x) + 0.1 * torch.randn(100)
    model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
    flat = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1), nn.Flatten(0))
    for _ in range(steps):
        loss = F.smooth_l1_loss(model(x[:, None]), y)  # expect: mse-broadcast
        loss = loss + F.mse_loss(model(x[:, None]), y.view(-1, 1)) + F.mse_loss(flat(x[:, None]), y)
        loss = loss + F.mse_loss(flat(x[:, None]), y.view(-1, 1))  # expect: mse-broadcast
        yield loss


def fit_diabetes():
    x, y = load_diabetes(return_X_y=True)
    x_train, _, y_train, _ = train_test_split(x, y)
    inputs, targets = torch.from_numpy(x_train.astype(np.float32)), torch.from_numpy(y_train.astype(np.float32))
    column = torch.tensor(y_train.reshape(-1, 1), dtype=torch.float32)
    model, criterion = nn.Linear(10, 1), nn.MSELoss()
    for features, target in DataLoader(TensorDataset(inputs, targets), 32):
        yield criterion(model(features), target)  # expect: mse-broadcast
    for features, target in DataLoader(TensorDataset(inputs, column), 32):
        yield criterion(model(features), target)
    for features, target in DataLoader(TensorDataset(inputs, targets), 32):
        yield criterion(model(features)[:, 0], target)
