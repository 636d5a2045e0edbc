import torch
from torch.utils.data import DataLoader


def two_epochs(**options):
    generator = torch.Generator().manual_seed(1640)
    loader = DataLoader(range(8), shuffle=True, generator=generator, **options)
    return [[int(batch) for batch in loader] for _ in range(2)]


if __name__ == "__main__":  # (1)!
    print("0 workers ", *two_epochs(num_workers=0))
    torch.rand(1)  # the global generator no longer matters
    print("2 workers ", *two_epochs(num_workers=2))
    print("persistent", *two_epochs(num_workers=2, persistent_workers=True))
