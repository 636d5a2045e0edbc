import warnings

import torch
from torchvision.models import resnet18

old = {
    "pretrained=False": lambda: resnet18(pretrained=False),
    "torch.cuda.amp.GradScaler()": lambda: torch.cuda.amp.GradScaler(enabled=False),
    "torch.jit.script": lambda: torch.jit.script(torch.nn.ReLU()),
}
for name, call in old.items():
    with warnings.catch_warnings(record=True) as caught:  # (1)!
        warnings.simplefilter("always")
        call()
    print(f"{name:28}", *sorted({one.category.__name__ for one in caught}))
