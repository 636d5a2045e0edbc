import numpy as np
import torch

arr = np.arange(3)
print(torch.from_numpy(arr[::-1].copy()))
torch.from_numpy(arr[::-1])
