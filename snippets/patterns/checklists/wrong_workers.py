import os

from torch.utils.data import DataLoader, Dataset


class Who(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return os.getpid()  # (1)!


def started(**options):
    loader = DataLoader(Who(), batch_size=2, **options)
    return len({pid for _ in range(3) for batch in loader for pid in batch.tolist()})


if __name__ == "__main__":
    print("num_workers=0:", started() - 1, "processes started in 3 epochs")
    print("num_workers=2:", started(num_workers=2))
    print("  persistent: ", started(num_workers=2, persistent_workers=True))
