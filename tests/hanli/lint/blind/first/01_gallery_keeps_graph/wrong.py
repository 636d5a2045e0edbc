"""Face gallery: enrol people from crops, then match incoming crops."""
import threading

import torch
import torch.nn as nn
import torch.nn.functional as F


class Embedder(nn.Module):
    def __init__(self, dim=128):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, 32, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.proj = nn.Linear(64, dim)

    def forward(self, x):
        return self.proj(self.trunk(x))


class Gallery:
    def __init__(self, weights, device="cpu"):
        self.device = torch.device(device)
        self.net = Embedder()
        self.net.load_state_dict(torch.load(weights, map_location=self.device, weights_only=True))
        self.net.to(self.device).eval()
        self.people = {}
        self.lock = threading.Lock()

    def _embed(self, crops):
        return F.normalize(self.net(crops.to(self.device)), dim=1)

    def enrol(self, name, crops):
        vec = self._embed(crops).mean(dim=0)
        with self.lock:
            self.people.setdefault(name, []).append(vec)

    def match(self, crop, threshold=0.6):
        with self.lock:
            names = list(self.people)
            if not names:
                return None, 0.0
            bank = torch.stack([torch.stack(vecs).mean(dim=0) for vecs in self.people.values()])
        query = self._embed(crop.unsqueeze(0))
        sims = (query @ F.normalize(bank, dim=1).T).squeeze(0)
        best = int(sims.argmax())
        score = sims[best].item()
        return (names[best] if score >= threshold else None), score
