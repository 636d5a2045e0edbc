import warnings

import numpy as np
import torch

arrays = [np.full((8, 8), number, dtype=np.float32) for number in range(1000)]

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        images = torch.from_numpy(np.stack(arrays))  # (1000, 8, 8)

print("shape:", tuple(images.shape))
print("warnings in two calls:", len(caught))
for warning in caught:
    print(str(warning.message).split(". ")[0])
