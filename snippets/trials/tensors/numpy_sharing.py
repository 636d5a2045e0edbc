import numpy as np
import torch

arr = np.ones(3, dtype=np.float32)  # (1)!
shared = torch.from_numpy(arr)  # (2)!
copied = torch.tensor(arr)  # (3)!

arr[0] = 7  # written on NumPy's side
shared[1] = 9  # written on PyTorch's side

print("arr   ", arr)
print("shared", shared)
print("copied", copied)
print("one address:", shared.data_ptr() == arr.ctypes.data)
