import random

import numpy as np
import torch

from hanli.seed import seed_all, seeded


@seeded(7)  # (1)!
def throw():
    return random.random(), np.random.rand(), torch.rand(()).item()


seed_all(1640)
first = torch.rand(2)  # (2,)
print(throw() == throw())
second = torch.rand(2)  # (2,)

seed_all(1640)
print(torch.equal(torch.cat([first, second]), torch.rand(4)))  # (2)!

with seeded(1640):  # (3)!
    print(random.random())
