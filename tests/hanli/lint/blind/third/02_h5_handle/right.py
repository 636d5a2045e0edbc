"""Electron-microscopy patches for the mitochondria segmenter."""
from dataclasses import dataclass

import h5py
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


@dataclass
class PatchConfig:
    path: str
    patch: int = 256
    augment: bool = True


class EMPatchDataset(Dataset):
    """Slices stored as /raw (N, H, W) uint8 and /mito (N, H, W) uint8."""

    def __init__(self, cfg: PatchConfig):
        self.cfg = cfg
        self.h5 = None
        with h5py.File(cfg.path, "r") as h5:
            self.n_slices, self.height, self.width = h5["raw"].shape
            stats = h5["raw"].attrs
            self.mean, self.std = float(stats["mean"]), float(stats["std"])

    def __len__(self):
        return self.n_slices

    def _corner(self):
        p = self.cfg.patch
        if not self.cfg.augment:
            return (self.height - p) // 2, (self.width - p) // 2
        top = torch.randint(0, self.height - p + 1, ()).item()
        left = torch.randint(0, self.width - p + 1, ()).item()
        return top, left

    def __getitem__(self, index):
        if self.h5 is None:
            self.h5 = h5py.File(self.cfg.path, "r")
        top, left = self._corner()
        window = np.s_[index, top : top + self.cfg.patch, left : left + self.cfg.patch]
        raw = self.h5["raw"][window]
        mito = self.h5["mito"][window]

        image = (torch.from_numpy(raw).float() - self.mean) / self.std
        target = torch.from_numpy(mito > 0).float()
        if self.cfg.augment and torch.rand(()) < 0.5:
            image, target = image.flip(-1), target.flip(-1)
        return image.unsqueeze(0), target.unsqueeze(0)


def loaders(train_path, val_path, batch_size=16):
    train = DataLoader(
        EMPatchDataset(PatchConfig(train_path)),
        batch_size=batch_size,
        shuffle=True,
        num_workers=8,
        pin_memory=True,
        persistent_workers=True,
        drop_last=True,
    )
    val = DataLoader(
        EMPatchDataset(PatchConfig(val_path, augment=False)),
        batch_size=batch_size,
        num_workers=4,
        pin_memory=True,
    )
    return train, val
