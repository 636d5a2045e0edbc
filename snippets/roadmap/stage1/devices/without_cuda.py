from unittest.mock import patch

import torch

if hasattr(torch._C, "_cuda_getDeviceCount"):
    del torch._C._cuda_getDeviceCount  # (1)!

with patch("torch.cuda._is_in_bad_fork", return_value=False):  # (2)!
    try:
        torch.ones(3).to("cuda")
    except AssertionError as error:
        print(error)
