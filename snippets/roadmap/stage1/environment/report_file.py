import platform
from pathlib import Path

import torch
import torchvision

facts = {
    "Python": platform.python_version(),
    "torch": torch.__version__,
    "torchvision": torchvision.__version__,
    "built with CUDA": torch.version.cuda,  # (1)!
    "accelerator": torch.accelerator.current_accelerator(check_available=True),  # (2)!
    "accelerators": torch.accelerator.device_count(),
}
report = Path("environment.txt")
report.write_text("".join(f"{name}: {fact}\n" for name, fact in facts.items()), encoding="utf-8")

for line in report.read_text(encoding="utf-8").splitlines():
    name, fact = line.split(": ")
    print(f"{name:16} written: {len(fact) > 0}")
