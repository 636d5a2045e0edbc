import torch
from torch import nn
from torch.nn.functional import cross_entropy

lengths = [100, 5, 5, 5]

errors = {"mean / 4": [], "sum / count": []}
for seed in range(3):
    torch.manual_seed(seed)
    model = nn.Linear(8, 5).double()
    x, y = torch.randn(4, 100, 8, dtype=torch.float64), torch.randint(5, (4, 100))
    for sample, length in enumerate(lengths):
        y[sample, length:] = -100
    count = (y != -100).sum()  # ()
    cross_entropy(model(x).flatten(0, 1), y.flatten()).backward()
    whole = model.weight.grad.clone()
    for name, reduction, divisor in (("mean / 4", "mean", 4), ("sum / count", "sum", count)):
        model.zero_grad()
        for inputs, targets in zip(x, y, strict=True):
            (cross_entropy(model(inputs), targets, reduction=reduction) / divisor).backward()
        errors[name].append(f"{(model.weight.grad - whole).norm() / whole.norm():.0%}")
print(f"targets that count: {count}")
for name, values in errors.items():
    print(f"{name}:", *values)
