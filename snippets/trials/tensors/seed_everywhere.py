from unittest.mock import patch

import torch

with patch("torch.cuda.manual_seed_all") as cuda, patch("torch.mps.manual_seed") as mps:  # (1)!
    torch.manual_seed(1640)

print("CUDA was told:", cuda.call_args)
print("MPS was told: ", mps.call_args)
