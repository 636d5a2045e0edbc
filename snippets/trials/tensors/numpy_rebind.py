import numpy as np
import torch

arr = np.full(3, 7, dtype=np.float32)
tensor = torch.from_numpy(arr)  # (3,)
arr = arr + 1  # (1)!
print(arr[0], tensor[0].item())

arr = np.full(3, 7, dtype=np.float32)
tensor = torch.from_numpy(arr)  # (3,)
arr += 1  # (2)!
print(arr[0], tensor[0].item())
