import torch
import torch.nn as nn
import torch.nn.functional as F


def pairwise_distance(emb):
    diff = emb.unsqueeze(1) - emb.unsqueeze(0)
    sq = diff.pow(2).sum(dim=-1)
    return sq.clamp_min(1e-12).sqrt()


class BatchHardTriplet(nn.Module):
    def __init__(self, margin=0.3):
        super().__init__()
        self.margin = margin

    def forward(self, emb, ids):
        dist = pairwise_distance(emb)
        same = ids.unsqueeze(0) == ids.unsqueeze(1)
        hardest_pos = dist.masked_fill(~same, 0.0).amax(dim=1)
        hardest_neg = dist.masked_fill(same, float("inf")).amin(dim=1)
        return F.relu(hardest_pos - hardest_neg + self.margin).mean()


class ReIdNet(nn.Module):
    def __init__(self, d_in=512, d_out=64):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(d_in, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, d_out))

    def forward(self, x):
        return F.normalize(self.fc(x), dim=-1)


def train(pk_loader, iters=2000, lr=3e-4):
    net, criterion = ReIdNet(), BatchHardTriplet()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    it = 0
    while it < iters:
        for feats, ids in pk_loader:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(net(feats), ids)
            loss.backward()
            optimizer.step()
            it += 1
            if it % 100 == 0:
                print(it, loss.item())
            if it == iters:
                break
    return net
