import torch
from torch import nn
from torch._dynamo.testing import CompileCounter
from torch.utils.data import DataLoader


def compilations(batch_sizes, **options):
    torch._dynamo.reset()
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
    counter = CompileCounter()  # (1)!
    fast = torch.compile(model, backend=counter, **options)
    counts = []
    for size in batch_sizes:
        fast(torch.rand(size, 4)).sum().backward()
        counts.append(counter.frame_count)
    return counts


for drop_last in (False, True):
    loader = DataLoader(range(100), batch_size=32, drop_last=drop_last)
    sizes = [len(batch) for _ in range(2) for batch in loader]  # two epochs
    print(f"{drop_last = !s:5}: sizes", sizes, "compiled", compilations(sizes))

sizes = [32, 20, 7, 1, 32]
for dynamic in (None, True, False):
    print(f"{dynamic = !s:5}: sizes", sizes, "compiled", compilations(sizes, dynamic=dynamic))
