import random

import numpy as np
import torch

random.seed(1640)  # (1)!
np.random.seed(1640)  # (2)!
torch.manual_seed(1640)  # (3)!

print(random.random())
print(np.random.rand(2))
print(torch.rand(2))
