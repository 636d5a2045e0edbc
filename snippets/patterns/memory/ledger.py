import torch

from hanli.memory import MemoryMonitor

outside = torch.ones(50)  # (50,)
with MemoryMonitor() as monitor:
    table = torch.zeros(10, 10)  # (10, 10)
    print("a new tensor:          ", monitor.live)
    corner = table[:2, :2]  # (2, 2)
    table.add_(1)
    print("a view, and in place:  ", monitor.live)
    del table
    print("only the corner left:  ", monitor.live)  # (1)!
    corner = corner.clone()  # (2, 2)
    print("a clone of the corner: ", monitor.live)
    outside.mul_(2)
    print("what was there before: ", monitor.live)
    total = (outside + 1) * 2 + 3  # (50,)
    print("three operators, live: ", monitor.live)
print("at the peak:           ", monitor.peak)
print("operators seen:        ", len(monitor.timeline))
