import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class EcgBeats(Dataset):
    """All beats are held in RAM as one float tensor of shape (N, 1, L)."""

    def __init__(self, path, noise=0.02, max_shift=8, train=True):
        blob = torch.load(path, weights_only=True)
        self.signals = blob["signals"].float()
        self.labels = blob["labels"].long()
        self.noise, self.max_shift, self.train = noise, max_shift, train

    def __len__(self):
        return self.labels.numel()

    def __getitem__(self, i):
        sig = self.signals[i]
        if self.train:
            sig *= 1.0 + 0.1 * torch.randn(1)
            sig += self.noise * torch.randn_like(sig)
            shift = int(torch.randint(-self.max_shift, self.max_shift + 1, (1,)))
            sig = torch.roll(sig, shift, dims=-1)
        return sig, self.labels[i]


def make_net(n_classes=5):
    return nn.Sequential(
        nn.Conv1d(1, 32, 7, padding=3), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(2),
        nn.Conv1d(32, 64, 5, padding=2), nn.BatchNorm1d(64), nn.ReLU(),
        nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, n_classes))


def main(path="beats_train.pt", epochs=60):
    loader = DataLoader(EcgBeats(path), batch_size=128, shuffle=True)
    net = make_net()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        net.train()
        for sig, lab in loader:
            opt.zero_grad()
            F.cross_entropy(net(sig), lab).backward()
            opt.step()
    torch.save(net.state_dict(), "ecg.pt")


if __name__ == "__main__":
    main()
