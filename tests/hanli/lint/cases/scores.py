"""Scores of attention and of contrastive losses: how they are scaled, masked and made weights."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def multiply(q, k, v):
    scores = q @ k.transpose(-2, -1) * math.sqrt(q.size(-1))  # expect: attention-scale
    return scores.softmax(-1) @ v


def divide_by_width(q, k, v):
    width = q.size(-1)
    scores = torch.matmul(q, k.transpose(-2, -1)) / width  # expect: attention-scale
    return torch.matmul(F.softmax(scores, dim=-1), v)


def divide_by_length(q, k, v):
    scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(k.size(-2))  # expect: attention-scale
    return torch.matmul(F.softmax(scores, dim=-1), v)


def attend(q, k, v, mask):
    scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
    scores = scores.masked_fill(mask == 0, float("-inf"))
    weights = F.softmax(scores, dim=-1).masked_fill(mask == 0, 0.0)  # rows that are all masked
    return torch.matmul(weights, v)


class Attention(nn.Module):
    def __init__(self, width, heads, dropout=0.1):
        super().__init__()
        self.scale = (width // heads) ** 0.5
        self.factor = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width)
        self.dropout = dropout
        self.register_buffer("mask", torch.tril(torch.ones(64, 64)).bool())

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, -1)
        wrong = torch.matmul(q, k.transpose(-2, -1)) * self.scale  # expect: attention-scale
        right = torch.matmul(q, k.transpose(-2, -1)) / self.scale
        scores = q @ k.transpose(-2, -1) * self.factor
        scores = scores.masked_fill(self.mask, float("-inf"))  # expect: inverted-mask
        later = scores.masked_fill(~self.mask, float("-inf"))
        fused = F.scaled_dot_product_attention(q, k, v, dropout_p=self.dropout)  # expect: dropout-always
        fused = F.scaled_dot_product_attention(q, k, v, dropout_p=self.dropout if self.training else 0.0)
        return (wrong + right + later).softmax(-1) @ v + fused


def mask_late(q, k, v, mask):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    weights = F.softmax(scores, dim=-1)
    weights = weights.masked_fill(mask == 0, 0.0)  # expect: mask-after-softmax
    return weights @ v


def mask_late_and_divide(q, k, v, mask):
    weights = F.softmax(q @ k.transpose(-2, -1), dim=-1)
    weights = weights.masked_fill(mask == 0, 0.0)
    weights = weights / weights.sum(-1, keepdim=True)
    return weights @ v


def choose_triangle(scores, length):
    upper = torch.triu(torch.ones(length, length))
    first = scores.masked_fill(upper == 0, float("-inf"))  # expect: inverted-mask
    own = torch.triu(torch.ones(length, length, dtype=torch.bool))
    second = scores.masked_fill(own, float("-inf"))  # expect: inverted-mask
    later = torch.triu(torch.ones(length, length, dtype=torch.bool), diagonal=1)
    return first, second, scores.masked_fill(later, float("-inf"))


def weigh(q, k, v):
    scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.size(-1))
    wrong = torch.bmm(F.softmax(scores, dim=1), v)  # expect: wrong-dimension
    right = torch.bmm(F.softmax(scores, dim=2), v)
    back = torch.bmm(F.softmax(scores, dim=1).transpose(1, 2), q)
    return wrong, right, back


def contrast(one, two, temperature=0.5):
    one, two = F.normalize(one, dim=1), F.normalize(two, dim=1)
    logits = one @ two.t() * temperature  # expect: multiplied-temperature
    right = one @ two.t() / temperature
    labels = torch.arange(len(one))
    return F.cross_entropy(logits, labels) + F.cross_entropy(right, labels)


class Unscaled(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.to_q = nn.Linear(width, width)
        self.to_k = nn.Linear(width, width)

    def forward(self, x, mask):
        q, k = self.to_q(x), self.to_k(x)
        scores = q @ k.transpose(-2, -1)  # expect: unscaled-attention
        scores = scores.masked_fill(mask == 0, float("-inf"))
        right = (q @ k.transpose(-2, -1) * q.size(-1) ** -0.5).softmax(-1)
        return scores.softmax(-1) + right


def distill(student, teacher, T=4.0):
    wrong = F.kl_div(  # expect: one-sided-temperature
        F.log_softmax(student / T, dim=1), F.softmax(teacher, dim=1), reduction="batchmean"
    )
    right = F.kl_div(F.log_softmax(student / T, dim=1), F.softmax(teacher / T, dim=1), reduction="batchmean")
    plain = F.kl_div(F.log_softmax(student, dim=1), F.softmax(teacher, dim=1), reduction="batchmean")
    return wrong + right + plain
