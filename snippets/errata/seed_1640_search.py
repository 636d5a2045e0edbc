import random

import numpy as np
import torch

seeds = range(2000)
python_hits = [
    seed for seed in seeds if abs(random.Random(seed).random() - 0.7208888851403657) <= 1e-12
]


def near(drawn, copied, distance):
    return np.allclose(drawn, copied, rtol=0, atol=distance)


numpy_hits = [
    seed
    for seed in seeds
    if near(np.random.RandomState(seed).rand(2), [0.93871914, 0.81585354], 1e-8)
]
torch_hits = [
    seed
    for seed in seeds
    if near(torch.rand(2, generator=torch.Generator().manual_seed(seed)), [0.0250, 0.3015], 1e-4)
]
print("random, seeds 0 to 1999:", python_hits)
print("NumPy, seeds 0 to 1999:", numpy_hits)
print("PyTorch, seeds 0 to 1999:", torch_hits)
