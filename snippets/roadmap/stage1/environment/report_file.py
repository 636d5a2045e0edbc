import platform
from pathlib import Path

import torch
import torchvision

report = [
    f"Python: {platform.python_version()} on {platform.machine()}",
    f"torch: {torch.__version__}",
    f"torchvision: {torchvision.__version__}",
    f"built with CUDA: {torch.version.cuda}",  # (1)!
    f"accelerator: {torch.accelerator.current_accelerator(check_available=True)}",  # (2)!
    f"number of accelerators: {torch.accelerator.device_count()}",
]
Path("environment.txt").write_text("\n".join(report) + "\n", encoding="utf-8")

for line in report:
    print(line.split(":")[0])
