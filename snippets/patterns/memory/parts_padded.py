import torch
from torch.nn.functional import cross_entropy

from hanli.memory import accumulate

torch.manual_seed(1640)
net = torch.nn.Linear(8, 5).double()
x, y = torch.randn(4, 6, 8, dtype=torch.float64), torch.randint(5, (4, 6))  # (4, 6, 8), (4, 6)
y[2:, 1:] = -100  # (1)!


def mean(scores, targets):
    return cross_entropy(scores.flatten(0, 1), targets.flatten())


def total_and_weight(scores, targets):
    each = cross_entropy(scores.flatten(0, 1), targets.flatten(), reduction="none")
    return each.sum(), (targets != -100).sum()  # (2)!


def gradient():
    found = net.weight.grad.clone()
    net.zero_grad()
    return found


mean(net(x), y).backward()
whole = gradient()
for part in (slice(0, 2), slice(2, 4)):
    (mean(net(x[part]), y[part]) * 2 / 4).backward()  # (3)!
print(f"weighed by samples: {(gradient() - whole).norm() / whole.norm():.0%} off")
for loss in (mean, total_and_weight):
    accumulate(net, loss, x, y, parts=2)
    print(f"{loss.__name__}: the same gradient:", bool((gradient() - whole).norm() < 1e-12))
