import numpy as np
import torch

batch = torch.from_numpy(np.ones((4, 2)))  # (4, 2)
layer = torch.nn.Linear(2, 1)
print(batch.dtype, layer.weight.dtype)
print(layer(batch.float()).shape)
layer(batch)
