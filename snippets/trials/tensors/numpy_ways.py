import numpy as np
import torch

arr = np.ones(3, dtype=np.float32)
ways = {
    "torch.from_numpy(arr)": torch.from_numpy(arr),
    "torch.as_tensor(arr)": torch.as_tensor(arr),
    "torch.as_tensor(arr, dtype=torch.float64)": torch.as_tensor(arr, dtype=torch.float64),  # (1)!
    "torch.tensor(arr)": torch.tensor(arr),
    "torch.from_numpy(arr).clone()": torch.from_numpy(arr).clone(),
}
for way, tensor in ways.items():
    print(f"{way:42} shares: {tensor.data_ptr() == arr.ctypes.data}")
