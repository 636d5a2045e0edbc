from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.nn import functional as F

class Reader(nn.Module):
    def __init__(self, size, depth):
        super().__init__()
        self.embed = nn.Embedding(1000, size)
        self.scale = nn.Parameter(torch.empty(size))
        self.layers = nn.ModuleList([nn.Linear(size, size)] * depth)
        self.rnn = nn.LSTM(size, size)
        self.attention = nn.MultiheadAttention(size, 4, batch_first=True)

    def forward(self, ids, mask):
        x = self.embed(ids) * self.scale
        b, n, d = x.shape
        heads = x.view(b, 4, n, d // 4)
        scores = heads @ heads.transpose(-2, -1)
        weights = F.softmax(scores.masked_fill(mask == 0, 0), dim=-1)
        x, _ = self.attention(x, x, x, key_padding_mask=ids != 0)
        states, _ = self.rnn(x)
        return states[:, -1], weights
"""
for finding in check(SCRIPT, "layers.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
