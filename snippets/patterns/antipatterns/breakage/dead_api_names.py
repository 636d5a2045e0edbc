import warnings

import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR

layer = nn.Linear(2, 2)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
calls = {
    "torch.cuda.amp.GradScaler": lambda: torch.cuda.amp.GradScaler(enabled=False),
    "nn.utils.clip_grad_norm": lambda: nn.utils.clip_grad_norm(layer.parameters(), 1.0),
    "StepLR(verbose=True)": lambda: StepLR(optimizer, 10, verbose=True),
    "torch.qr": lambda: torch.qr(torch.eye(2)),
    "torch.symeig": lambda: torch.symeig(torch.eye(2)),
}
for name, call in calls.items():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # (1)!
        try:
            call()
        except Exception as error:
            print(f"{name}: {type(error).__name__}")
