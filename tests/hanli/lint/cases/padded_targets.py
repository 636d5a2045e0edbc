"""Padded targets and cross-entropy: wrong."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


def collate(batch):
    src, tgt = zip(*batch)
    return nn.utils.rnn.pad_sequence(src, True, PAD), nn.utils.rnn.pad_sequence(tgt, True, PAD)  # expect: padded-labels


def padding_in_loss(pairs, model):
    PAD = 0

    criterion = nn.CrossEntropyLoss()
    loader = DataLoader(pairs, 32, shuffle=True, collate_fn=collate)
    for src, tgt in loader:
        logits = model(src, tgt[:, :-1])
        loss = criterion(logits.reshape(-1, logits.size(-1)), tgt[:, 1:].reshape(-1))  # expect: padded-labels


class Tagger(nn.Module):
    def __init__(self, words, tags, pad):
        super().__init__()
        self.embedding = nn.Embedding(words, 64, padding_idx=pad)
        self.lstm = nn.LSTM(64, 64, batch_first=True)
        self.fc = nn.Linear(64, tags)

    def loss(self, ids, tags):
        out, _ = self.lstm(self.embedding(ids))
        return F.cross_entropy(self.fc(out).flatten(0, 1), tags.flatten())


def collate_2(batch):
    ids, tags = zip(*batch)
    ids = nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=0)
    tags = nn.utils.rnn.pad_sequence(tags, batch_first=True)  # expect: padded-labels
    return ids, tags


def ignore_index_mismatch(labels, logits):
    labels = nn.utils.rnn.pad_sequence(labels, batch_first=True, padding_value=-1)  # expect: padded-labels
    loss = F.cross_entropy(logits.transpose(1, 2), labels)


def collate_fn(samples):
    tokens = nn.utils.rnn.pad_sequence([torch.tensor(s["tokens"]) for s in samples], batch_first=True)
    labels = nn.utils.rnn.pad_sequence(  # expect: padded-labels
        [torch.tensor(s["labels"]) for s in samples], batch_first=True
    )
    return tokens, labels


def step(model, batch):
    tokens, labels = batch
    return F.cross_entropy(model(tokens).permute(0, 2, 1), labels)


def pad_batch(batch):
    xs = nn.utils.rnn.pad_sequence([b[0] for b in batch], batch_first=True)
    ys = nn.utils.rnn.pad_sequence([b[1] for b in batch], batch_first=True)  # expect: padded-labels
    return xs, ys


class Ner(nn.Module):
    def forward(self, xs, ys):
        out = self.fc(self.lstm(self.emb(xs))[0])
        return nn.CrossEntropyLoss()(out.view(-1, 9), ys.view(-1))
