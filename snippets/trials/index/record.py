import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Config:
    seed: int = 1640
    hidden: int = 16
    learning_rate: float = 0.05
    steps: int = 20


def run(config: Config) -> float:
    generator = torch.Generator().manual_seed(config.seed)
    inputs = torch.rand(8, 4, generator=generator)  # (8, 4)
    targets = torch.randint(3, (8,), generator=generator)  # (8,)
    torch.manual_seed(config.seed)
    model = nn.Sequential(nn.Linear(4, config.hidden), nn.Tanh(), nn.Linear(config.hidden, 3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.learning_rate)
    for _ in range(config.steps):
        loss = F.cross_entropy(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


first = run(Config())
Path("run.json").write_text(json.dumps(asdict(Config()), indent=2), encoding="utf-8")  # (1)!
again = run(Config(**json.loads(Path("run.json").read_text(encoding="utf-8"))))  # (2)!

print(Path("run.json").read_text(encoding="utf-8"))
print("the second run ends at the same loss:", first == again)
