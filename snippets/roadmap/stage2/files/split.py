import torch
from torch.utils.data import random_split

samples = list(range(100, 110))  # (1)!
for seed in (1640, 1640, 7):
    generator = torch.Generator().manual_seed(seed)
    training, validation, test = random_split(samples, [0.6, 0.2, 0.2], generator=generator)
    print(seed, list(training), list(validation), list(test))
print(training.indices)
