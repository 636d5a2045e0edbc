import numpy as np
import torch

array = np.array([1.0, 2.0])
shared = torch.from_numpy(array)
copied = torch.tensor(array)
array[0] = 9.0
print("from_numpy:", shared)
print("tensor:    ", copied)
