import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.memory import accumulate

torch.manual_seed(31)
model = nn.Linear(8, 5).double()
x, y = torch.randn(10, 8, dtype=torch.float64), torch.randint(5, (10,))  # (10, 8), (10,)
y[1:4] = -100
cross_entropy(model(x), y).backward()
whole = model.weight.grad.clone()  # (5, 8)
for parts in (1, 3, 10):
    model.zero_grad()
    loss = accumulate(model, cross_entropy, x, y, parts=parts)  # ()
    error = (model.weight.grad - whole).norm() / whole.norm()  # ()
    print(f"{parts} parts: loss {loss:.4f}, off by {error:.0%}")
