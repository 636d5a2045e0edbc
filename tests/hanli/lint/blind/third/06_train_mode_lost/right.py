"""Keyword spotting on log-mel spectrograms (DS-CNN)."""
import time

import torch
import torchaudio
from torch import nn
from torch.utils.data import DataLoader

from kws.data import KeywordClips  # returns (waveform[16000], label)


class DSBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.depthwise = nn.Conv2d(ch, ch, 3, padding=1, groups=ch, bias=False)
        self.bn1 = nn.BatchNorm2d(ch)
        self.pointwise = nn.Conv2d(ch, ch, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(ch)

    def forward(self, x):
        x = self.bn1(self.depthwise(x)).relu()
        return self.bn2(self.pointwise(x)).relu()


class DSCNN(nn.Module):
    def __init__(self, n_words, ch=64, depth=4):
        super().__init__()
        self.mel = torchaudio.transforms.MelSpectrogram(16000, n_fft=512, hop_length=160, n_mels=40)
        self.stem = nn.Conv2d(1, ch, (10, 4), stride=2, padding=(5, 1))
        self.blocks = nn.Sequential(*[DSBlock(ch) for _ in range(depth)])
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(ch, n_words)

    def forward(self, wav):
        feats = (self.mel(wav) + 1e-6).log().unsqueeze(1)
        z = self.blocks(self.stem(feats)).mean(dim=(2, 3))
        return self.out(self.drop(z))


def evaluate(model, loader, device):
    model.eval()
    right = total = 0
    with torch.inference_mode():
        for wav, label in loader:
            guess = model(wav.to(device)).argmax(-1)
            right += (guess == label.to(device)).sum().item()
            total += label.numel()
    return right / total


def fit(model, train_loader, dev_loader, device, epochs=40):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    model.to(device)
    for epoch in range(epochs):
        model.train()
        start = time.perf_counter()
        for wav, label in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(wav.to(device)), label.to(device))
            loss.backward()
            optimizer.step()
        scheduler.step()
        dev = evaluate(model, dev_loader, device)
        print(f"[{epoch:03d}] dev={dev:.4f} lr={scheduler.get_last_lr()[0]:.2e} {time.perf_counter() - start:.0f}s")
    return model


if __name__ == "__main__":
    train_set, dev_set = KeywordClips("speech/train"), KeywordClips("speech/dev")
    fit(
        DSCNN(n_words=35),
        DataLoader(train_set, batch_size=128, shuffle=True, num_workers=6, drop_last=True),
        DataLoader(dev_set, batch_size=256, num_workers=6),
        device="cuda" if torch.cuda.is_available() else "cpu",
    )
