import random

import numpy as np
import torch

random.seed(1640)
np.random.seed(1640)
torch.manual_seed(1640)

copied = ("0.7208888851403657", "[0.93871914 0.81585354]", "[0.0250, 0.3015]")
drawn = (random.random(), np.random.rand(2), torch.rand(2))
for claim, truth in zip(copied, drawn, strict=True):
    print(f"copied {claim}, drawn {truth}, the same: {claim in str(truth)}")

print("as Python prints the first:", float("0.7208888851403657"))  # (1)!
