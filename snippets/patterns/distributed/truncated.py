import os
from pathlib import Path

import torch
from torch import nn

from hanli.distributed import Checkpoints, find_complete_checkpoints, join, spread

with join("cpu") as world:
    model = spread(nn.Linear(64, 64), world)
    optimizer = torch.optim.AdamW(model.parameters())
    checkpoints = Checkpoints("run", world, keep=2)
    for step in (10, 20, 30):
        with torch.no_grad():
            model.module.weight.fill_(step)
        checkpoints.save(step, model, optimizer)
    print("kept:", [path.name for path in find_complete_checkpoints("run")])  # (1)!

    victim = Path("run/step-00000030/__0_0.distcp")
    os.truncate(victim, victim.stat().st_size // 2)  # (2)!
    print("whole:", [path.name for path in find_complete_checkpoints("run")])
    kept = checkpoints.load(model, optimizer)
    print("continued from step", kept["step"], "with weights of", model.module.weight[0, 0].item())
