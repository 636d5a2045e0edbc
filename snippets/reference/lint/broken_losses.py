from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.nn import functional as F

def fit_line(steps):
    model = nn.Linear(1, 1)
    x = torch.linspace(0, 1, 100)
    return F.mse_loss(model(x[:, None]), 3 * x)

def contrastive_loss(x):
    return (x[:, None] - x[None]).pow(2).sum(-1).sqrt().mean()

def policy_loss(model, states, rewards):
    return -(rewards * F.softmax(model(states), dim=-1).log()).sum()

def distil(student, inputs, wanted):
    return F.kl_div(F.softmax(student(inputs), dim=-1), wanted, reduction="batchmean")

def bellman_loss(model, states, rewards, following, gamma=0.99):
    return F.mse_loss(model(states), rewards + gamma * model(following))

def text_loss(model, ids):
    mask = torch.tril(torch.ones(ids.shape[1], ids.shape[1]))
    return F.cross_entropy(model(ids, mask).transpose(1, 2), ids)

def guess(model, loader):
    return [model(inputs).argmax(0) for inputs in loader]

def tag(model, inputs, wanted):
    scores = model(inputs)
    return F.binary_cross_entropy_with_logits(scores, wanted), scores > 0.5
"""
for finding in check(SCRIPT, "losses.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
