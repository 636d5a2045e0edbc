from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.utils.data import DataLoader

class Attention(nn.Module):
    def forward(self, scores):
        T = scores.shape[-1]
        mask = torch.triu(torch.ones(T, T), diagonal=1).bool()
        return scores.masked_fill(mask, float("-inf"))

def encode(model, dataset):
    whole = torch.empty(0, 8)
    for batch in DataLoader(dataset, batch_size=32, prefetch_factor=4):
        whole = torch.cat([whole, model(batch)])
        torch.cuda.empty_cache()
    positions = torch.stack([torch.tensor(index) for index in range(len(whole))])
    return whole, positions
"""
for finding in check(SCRIPT, "encode.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
