import torch
from torch.utils.data import DataLoader


def epochs(seed):
    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(range(8), batch_size=4, shuffle=True, generator=generator)  # (1)!
    return [[batch.tolist() for batch in loader] for epoch in range(2)]  # (2)!


first, second = epochs(seed=1640)
print("epoch 1:", first)
print("epoch 2:", second)
print("all samples, each once:", sorted(second[0] + second[1]) == list(range(8)))
print("same seed, same order: ", epochs(seed=1640) == [first, second])
