import warnings

import numpy as np
import torch

arr = np.zeros(3, dtype=np.float32)
arr.flags.writeable = False
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    tensor = torch.from_numpy(arr)  # (3,)

print(caught[0].category.__name__, str(caught[0].message).split(".")[0])
tensor[0] = 7
print(arr)
