import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

torch.manual_seed(31)
x, y = torch.randn(70, 8), torch.randint(3, (70,))  # (70, 8), (70,)


def train(batch_size, per_window):
    torch.manual_seed(0)
    model = torch.nn.Linear(8, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    parts, steps = torch.arange(70).split(batch_size), 0
    for start in range(0, len(parts), per_window):
        window = parts[start : start + per_window]
        count = sum(len(part) for part in window)
        for part in window:
            (cross_entropy(model(x[part]), y[part], reduction="sum") / count).backward()
        clip_grad_norm_(model.parameters(), max_norm=0.2)
        optimizer.step()
        optimizer.zero_grad()
        steps += 1
    return model.weight.detach(), steps


small, steps = train(batch_size=10, per_window=4)
large, _ = train(batch_size=40, per_window=1)
print("steps:", steps)
print(f"off by {((small - large).norm() / large.norm()).item():.6f}")
