import random

import numpy as np
import torch


def throw():
    random.seed(1640)
    np.random.seed(1640)
    torch.manual_seed(1640)
    return random.random(), np.random.rand(2).tolist(), torch.rand(2).tolist()


first, second = throw(), throw()
print(first[0])
print(np.array(first[1]))
print(torch.tensor(first[2]))
print("a second throw is equal:", first == second)
