from hanli.lint import check

SCRIPT = """\
import torch
from torch.nn import functional as F
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torch.utils.data import DataLoader, DistributedSampler

def fit(model, dataset, optimizer, scheduler):
    loader = DataLoader(dataset, sampler=DistributedSampler(dataset))
    plateau = ReduceLROnPlateau(optimizer)
    scaler = torch.cuda.amp.GradScaler()
    for _ in range(10):
        scheduler.step()
        for inputs, targets in loader:
            optimizer.zero_grad()
            scaler.scale(F.cross_entropy(model(inputs), targets)).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
        plateau.step()
"""
for finding in check(SCRIPT, "loop.py", style=True):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
