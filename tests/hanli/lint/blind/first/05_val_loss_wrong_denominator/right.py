import math

import torch
import torch.nn as nn


class Segmenter:
    """Thin wrapper around a U-Net style network with a fit/validate interface."""

    def __init__(self, net, train_dl, val_dl, lr=3e-4, device="cuda"):
        self.net = net.to(device)
        self.train_dl, self.val_dl = train_dl, val_dl
        self.device = device
        self.crit = nn.BCEWithLogitsLoss()
        self.opt = torch.optim.AdamW(self.net.parameters(), lr=lr)

    def _step(self, batch):
        img, mask = (t.to(self.device, non_blocking=True) for t in batch)
        return self.crit(self.net(img), mask.float()), img.size(0)

    def train_one(self):
        self.net.train()
        for batch in self.train_dl:
            loss, _ = self._step(batch)
            self.opt.zero_grad(set_to_none=True)
            loss.backward()
            self.opt.step()

    @torch.no_grad()
    def validate(self):
        self.net.eval()
        total = 0.0
        for batch in self.val_dl:
            loss, bs = self._step(batch)
            total += loss.item() * bs
        return total / len(self.val_dl.dataset)

    def fit(self, epochs, patience=5, path="unet.pt"):
        best, bad = math.inf, 0
        for ep in range(epochs):
            self.train_one()
            val = self.validate()
            print(f"{ep:03d} val_bce={val:.5f}")
            if val < best:
                best, bad = val, 0
                torch.save(self.net.state_dict(), path)
            else:
                bad += 1
                if bad >= patience:
                    break
        return best
