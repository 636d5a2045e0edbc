import numpy as np
import torch

for array in (
    np.array([1, 2], dtype=np.int64),
    np.array([1.0, 2.0]),
    np.array([1.0, 2.0], dtype=np.float32),
):
    print(f"{array.dtype!s:8} -> {torch.from_numpy(array).dtype}")  # (1)!

print(torch.tensor([1.0, 2.0]).dtype, "from a list of the same numbers")
print(torch.from_numpy(np.array([1.0, 2.0])).float().dtype, "after .float()")
