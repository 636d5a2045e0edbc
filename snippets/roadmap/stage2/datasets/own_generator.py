import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info


class Noisy(Dataset):
    def __init__(self):
        self.own = np.random.default_rng(1640)  # (1)!

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return torch.tensor([torch.rand(()), np.random.rand(), self.own.random()])  # (3,)


def reseed(worker_id):
    dataset = get_worker_info().dataset  # (2)!
    dataset.own = np.random.default_rng(torch.initial_seed())  # (3)!


if __name__ == "__main__":
    kept, reseeded = {"persistent_workers": True}, {"worker_init_fn": reseed}
    for title, options in {"as it is": {}, "kept": kept, "reseeded": reseeded}.items():
        generator = torch.Generator().manual_seed(1640)
        loader = DataLoader(Noisy(), num_workers=2, generator=generator, **options)
        for epoch in (1, 2):
            draws = torch.cat(list(loader)).T  # (3, 2)
            print(f"{title}, epoch {epoch}:")
            for source, pair in zip(("torch", "NumPy", "own"), draws.tolist(), strict=True):
                print(f"  {source:5} {pair[0]:.4f} {pair[1]:.4f}")
