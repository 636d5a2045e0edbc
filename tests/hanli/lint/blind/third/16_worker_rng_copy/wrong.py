"""Random windows of continuous seismograms for phase-picker pre-training."""
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class SeismicWindows(Dataset):
    """Three-component day files (3, n_samples), float32 .npy, 100 Hz."""

    def __init__(self, day_files, picks, window=3000, snr_db=(5.0, 30.0), seed=0):
        self.day_files = list(day_files)
        self.picks = picks  # list of (file index, P sample, S sample)
        self.window = window
        self.snr_db = snr_db
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return len(self.picks)

    def _label(self, onset, width=20):
        t = np.arange(self.window, dtype=np.float32)
        return np.exp(-0.5 * ((t - onset) / width) ** 2)

    def __getitem__(self, idx):
        rng = self.rng
        file_idx, p, s = self.picks[idx]
        day = np.load(self.day_files[file_idx], mmap_mode="r")

        lead = int(rng.integers(200, self.window - 800))
        start = int(np.clip(p - lead, 0, day.shape[1] - self.window))
        wave = np.array(day[:, start : start + self.window])
        wave -= wave.mean(axis=1, keepdims=True)
        wave /= wave.std() + 1e-6

        snr = rng.uniform(*self.snr_db)
        wave += rng.normal(scale=10 ** (-snr / 20), size=wave.shape).astype(np.float32)
        if rng.random() < 0.3:
            wave[rng.integers(3)] = 0.0

        target = np.stack([self._label(p - start), self._label(s - start)]).astype(np.float32)
        return torch.from_numpy(wave), torch.from_numpy(target)


def train_loader(day_files, picks, batch_size=128, seed=0):
    shuffle_rng = torch.Generator().manual_seed(seed)
    return DataLoader(
        SeismicWindows(day_files, picks, seed=seed),
        batch_size=batch_size,
        shuffle=True,
        generator=shuffle_rng,
        num_workers=8,
        pin_memory=True,
        drop_last=True,
    )
