import torch
from torch.nn.functional import cross_entropy

torch.manual_seed(31)
model = torch.nn.Linear(8, 3).double()
x, y = torch.randn(20, 8, dtype=torch.float64), torch.randint(3, (20,))  # (20, 8), (20,)
weight = torch.tensor([1.0, 1.0, 10.0], dtype=torch.float64)  # (3,)

cross_entropy(model(x), y, weight=weight).backward()
whole = model.weight.grad.clone()  # (3, 8)
for name, divisor in {"samples": len(y), "weights": weight[y].sum()}.items():
    model.zero_grad()
    for part in torch.arange(20).chunk(4):
        loss = cross_entropy(model(x[part]), y[part], weight=weight, reduction="sum")  # ()
        (loss / divisor).backward()
    error = (model.weight.grad - whole).norm() / whole.norm()
    print(f"{name}: divided by {divisor:.0f}, off by {error:.0%}")
