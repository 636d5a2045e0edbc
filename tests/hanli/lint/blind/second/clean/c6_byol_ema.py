import copy
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import models
from torchvision.transforms import v2


class TwoViews(Dataset):
    def __init__(self, images, size=96):
        self.images = images
        self.aug = v2.Compose([
            v2.RandomResizedCrop(size, scale=(0.2, 1.0), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.2, 0.1)], p=0.8),
            v2.ToDtype(torch.float32, scale=True),
        ])

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        img = self.images[i]
        return self.aug(img), self.aug(img)


def mlp(d_in, d_hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, d_hidden, bias=False), nn.BatchNorm1d(d_hidden), nn.ReLU(inplace=True), nn.Linear(d_hidden, d_out)
    )


class Encoder(nn.Module):
    def __init__(self, d_proj=256):
        super().__init__()
        net = models.resnet18()
        d = net.fc.in_features
        net.fc = nn.Identity()
        self.backbone = net
        self.projector = mlp(d, 1024, d_proj)

    def forward(self, x):
        return self.projector(self.backbone(x))


class BYOL(nn.Module):
    def __init__(self, tau=0.99):
        super().__init__()
        self.online = Encoder()
        self.predictor = mlp(256, 1024, 256)
        self.target = copy.deepcopy(self.online)
        self.target.requires_grad_(False)
        self.base_tau = tau

    def forward(self, v1, v2_):
        p1, p2 = self.predictor(self.online(v1)), self.predictor(self.online(v2_))
        with torch.no_grad():
            z1, z2 = self.target(v1), self.target(v2_)
        return 0.5 * (self._regress(p1, z2) + self._regress(p2, z1))

    @staticmethod
    def _regress(p, z):
        return 2 - 2 * F.cosine_similarity(p, z, dim=-1).mean()

    @torch.no_grad()
    def update_target(self, step, total):
        tau = 1 - (1 - self.base_tau) * (math.cos(math.pi * step / total) + 1) / 2
        for t, o in zip(self.target.parameters(), self.online.parameters()):
            t.mul_(tau).add_(o, alpha=1 - tau)
        for t, o in zip(self.target.buffers(), self.online.buffers()):
            t.copy_(o)


def pretrain(images, epochs=100, batch_size=256, device="cuda"):
    loader = DataLoader(TwoViews(images), batch_size, shuffle=True, num_workers=8, drop_last=True)
    model = BYOL().to(device)
    params = [*model.online.parameters(), *model.predictor.parameters()]
    opt = torch.optim.AdamW(params, lr=1e-3, weight_decay=1e-4)
    total = epochs * len(loader)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=1e-3, total_steps=total, pct_start=0.05)
    step = 0
    model.train()
    for epoch in range(epochs):
        meter = 0.0
        for a, b in loader:
            loss = model(a.to(device), b.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
            step += 1
            model.update_target(step, total)
            meter += loss.item()
        print(f"epoch {epoch} loss {meter / len(loader):.4f} lr {sched.get_last_lr()[0]:.2e}")
    return model.online.backbone


def embed(backbone, images, device="cuda"):
    backbone.eval()
    feats = []
    with torch.inference_mode():
        for chunk in images.split(512):
            feats.append(F.normalize(backbone(chunk.to(device).float() / 255), dim=1).cpu())
    return torch.cat(feats)


if __name__ == "__main__":
    imgs = torch.load("stl10_unlabeled_uint8.pt", weights_only=True)
    backbone = pretrain(imgs)
    torch.save({"backbone": backbone.state_dict(), "feats": embed(backbone, imgs[:5000])}, "byol.pt")
