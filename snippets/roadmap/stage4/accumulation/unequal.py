import torch
from torch import nn
from torch.nn.functional import cross_entropy


def gradient(model, x, y, sizes, divide_by_k):
    model.zero_grad()
    for x_part, y_part in zip(x.split(sizes), y.split(sizes), strict=True):
        factor = 1 / len(sizes) if divide_by_k else len(x_part) / len(x)
        (cross_entropy(model(x_part), y_part) * factor).backward()
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


for sizes in ([16, 16, 16, 16], [16, 16, 16, 2]):
    for divide_by_k in (True, False):
        errors = []
        for seed in range(3):
            torch.manual_seed(seed)
            model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 3)).double()
            x = torch.randn(sum(sizes), 8, dtype=torch.float64)
            y = torch.randint(3, (sum(sizes),))
            whole = gradient(model, x, y, [len(x)], divide_by_k)
            found = gradient(model, x, y, sizes, divide_by_k)
            errors.append(f"{(found - whole).norm() / whole.norm():.0%}")
        print(f"{sizes}, {'divided by 4' if divide_by_k else 'by the share'}:", *errors)
