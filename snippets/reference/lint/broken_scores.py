from hanli.lint import check

SCRIPT = """\
import math
import torch
from torch import nn
import torch.nn.functional as F

class Attention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.q, self.k, self.act = nn.Linear(d, d), nn.Linear(d, d), nn.ReLU(inplace=True)

    def forward(self, x):
        skip = x
        x = self.act(x)
        q, k = self.q(x), self.k(x)
        return (q @ k.transpose(-2, -1)).softmax(-1) @ x + skip

def attend(q, k, v, mask):
    scores = q @ k.transpose(-2, -1) * math.sqrt(q.size(-1))
    weights = scores.softmax(-1)
    weights = weights.masked_fill(mask == 0, 0)
    return weights @ v

def contrast(one, two, labels, temperature=0.1):
    right = F.cross_entropy(one @ two.T / temperature, labels)
    return right + F.cross_entropy(one @ two.T * temperature, labels)

def distill(student, teacher, T=4):
    return F.kl_div(F.log_softmax(student / T, 1), F.softmax(teacher, 1))
"""
for finding in check(SCRIPT, "scores.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
