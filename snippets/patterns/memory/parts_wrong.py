import torch

torch.manual_seed(1640)
net = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.GELU(), torch.nn.Linear(16, 3)).double()
loss = torch.nn.CrossEntropyLoss()


def gradient(x, y, parts):
    size = len(x) // parts  # (1)!
    total, used = 0, 0
    for part in range(parts):
        here = slice(part * size, (part + 1) * size)
        total = total + loss(net(x[here]), y[here]) / parts
        used += len(x[here])
    found = torch.autograd.grad(total, list(net.parameters()))
    return total, used, torch.cat([one.flatten() for one in found])


for n in (12, 10, 7, 3):
    x, y = torch.randn(n, 8, dtype=torch.float64), torch.randint(3, (n,))
    _, _, whole = gradient(x, y, 1)
    total, used, found = gradient(x, y, 4)
    error = (found - whole).norm() / whole.norm()
    print(f"batch {n:2} in 4 parts: {used:2} samples used, loss {total:.3f}, off by {error:.0%}")
