import torch
import torch.nn.functional as F
from torch import nn


class EMACodebook(nn.Module):
    def __init__(self, n_codes=512, dim=64, decay=0.99, eps=1e-5):
        super().__init__()
        self.decay, self.eps = decay, eps
        codes = torch.randn(n_codes, dim)
        self.register_buffer("codes", codes)
        self.register_buffer("mass", torch.ones(n_codes))
        self.register_buffer("total", codes.clone())

    @torch.no_grad()
    def _update(self, flat, idx):
        hot = F.one_hot(idx, self.codes.size(0)).to(flat.dtype)
        self.mass.mul_(self.decay).add_(hot.sum(0), alpha=1 - self.decay)
        self.total.mul_(self.decay).add_(hot.t() @ flat, alpha=1 - self.decay)
        n = self.mass.sum()
        smoothed = (self.mass + self.eps) / (n + self.mass.numel() * self.eps) * n
        self.codes.copy_(self.total / smoothed.unsqueeze(1))

    def forward(self, z):
        flat = z.reshape(-1, z.size(-1))
        with torch.no_grad():
            idx = torch.cdist(flat, self.codes).argmin(dim=1)
        picked = F.embedding(idx, self.codes).view_as(z)
        if self.training:
            self._update(flat.detach(), idx)
        commit = F.mse_loss(z, picked.detach())
        return z + (picked - z).detach(), commit, idx.view(z.shape[:-1])


class SpeechVQ(nn.Module):
    def __init__(self, n_mels=80, dim=64, beta=0.25):
        super().__init__()
        self.beta = beta
        self.enc = nn.Sequential(
            nn.Conv1d(n_mels, 256, 4, 2, 1), nn.ReLU(), nn.Conv1d(256, 256, 4, 2, 1), nn.ReLU(), nn.Conv1d(256, dim, 1)
        )
        self.book = EMACodebook(dim=dim)
        self.dec = nn.Sequential(
            nn.ConvTranspose1d(dim, 256, 4, 2, 1), nn.ReLU(), nn.ConvTranspose1d(256, n_mels, 4, 2, 1)
        )

    def forward(self, mel):
        z = self.enc(mel).transpose(1, 2)
        quantized, commit, codes = self.book(z)
        rebuilt = self.dec(quantized.transpose(1, 2))
        return F.l1_loss(rebuilt, mel) + self.beta * commit, codes


def fit(model, loader, device, steps=200_000):
    model.to(device).train()
    opt = torch.optim.Adam(model.parameters(), lr=3e-4)
    step = 0
    while step < steps:
        for mel in loader:
            loss, codes = model(mel.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            step += 1
            if step % 1000 == 0:
                print(step, loss.item(), codes.unique().numel())
            if step >= steps:
                break
    torch.save(model.state_dict(), "speech_vq.pt")
