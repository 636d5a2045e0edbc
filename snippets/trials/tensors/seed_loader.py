import torch
from torch.utils.data import DataLoader


def order(num_workers):
    generator = torch.Generator().manual_seed(1640)
    loader = DataLoader(range(8), shuffle=True, generator=generator, num_workers=num_workers)
    return [int(batch) for batch in loader]


if __name__ == "__main__":  # (1)!
    print(order(num_workers=0))
    torch.rand(1)  # the global generator no longer matters
    print(order(num_workers=2))
