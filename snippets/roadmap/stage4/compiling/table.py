import os

import torch
from torch import nn
from torch.profiler import profile, record_function, schedule

os.environ["KINETO_LOG_LEVEL"] = "99"  # (1)!
torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.rand(16, 64), torch.randint(10, (16,))

when = schedule(wait=1, warmup=1, active=3, repeat=1)  # (2)!
with profile(schedule=when, acc_events=True) as profiler:
    for _ in range(6):
        with record_function("forward"):  # (3)!
            loss = nn.functional.cross_entropy(model(x), labels)
        with record_function("backward"):
            loss.backward()
        with record_function("update"):
            optimizer.step()
            optimizer.zero_grad()
        profiler.step()

rows = sorted(profiler.key_averages(), key=lambda row: (-row.count, row.key))
for row in rows:
    if row.key in ("forward", "backward", "update"):
        print(f"{row.count:3} {row.key}")
print("the ten most frequent operations:")
for row in [row for row in rows if row.key.startswith("aten::")][:10]:
    print(f"{row.count:3} {row.key}")
