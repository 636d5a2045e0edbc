from unittest.mock import patch

import torch

build = patch("torch._C._accelerator_getAccelerator", return_value=torch.device("cuda"))  # (1)!
with build, patch("torch.accelerator.is_available", return_value=False) as asked:  # (2)!
    print(
        "unchecked:", torch.accelerator.current_accelerator(), "- driver asked:", asked.call_count
    )
    checked = torch.accelerator.current_accelerator(check_available=True)
    print("checked:  ", checked, "- driver asked:", asked.call_count)

manual = torch.accelerator.is_available.__doc__
print("the manual warns of fork:", "poison fork" in manual)
print("and names the way out:   ", "PYTORCH_NVML_BASED_CUDA_CHECK=1" in manual)
