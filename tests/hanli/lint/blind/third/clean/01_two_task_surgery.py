import torch
import torch.nn.functional as F
from torch import nn


class TwoTaskNet(nn.Module):
    def __init__(self, n_features, n_segments, width=256):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Linear(n_features, width), nn.LayerNorm(width), nn.GELU(), nn.Linear(width, width), nn.GELU()
        )
        self.churn = nn.Linear(width, 1)
        self.segment = nn.Linear(width, n_segments)

    def forward(self, x):
        z = self.trunk(x)
        return self.churn(z).squeeze(-1), self.segment(z)


def dot(a, b):
    return sum((x * y).sum() for x, y in zip(a, b))


def without_conflict(a, b):
    overlap = dot(a, b)
    if overlap >= 0:
        return a
    scale = overlap / dot(b, b).clamp_min(1e-12)
    return [x - scale * y for x, y in zip(a, b)]


def surgery_step(net, optimizer, x, churned, segment):
    shared = list(net.trunk.parameters())
    optimizer.zero_grad()
    churn_logit, segment_logits = net(x)
    churn_loss = F.binary_cross_entropy_with_logits(churn_logit, churned)
    segment_loss = F.cross_entropy(segment_logits, segment)

    churn_loss.backward(retain_graph=True)
    g_churn = [p.grad for p in shared]
    for p in shared:
        p.grad = None
    segment_loss.backward()
    g_segment = [p.grad for p in shared]

    merged_churn = without_conflict(g_churn, g_segment)
    merged_segment = without_conflict(g_segment, g_churn)
    for p, a, b in zip(shared, merged_churn, merged_segment):
        p.grad = a + b
    optimizer.step()
    return churn_loss.item(), segment_loss.item()


def fit(net, loader, epochs, device):
    net.to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        net.train()
        for x, churned, segment in loader:
            losses = surgery_step(net, optimizer, x.to(device), churned.float().to(device), segment.to(device))
        print(epoch, *losses)
