import torch
from torch import nn
from torch.nn.functional import cross_entropy

for batches in (10, 3):
    torch.manual_seed(31)
    model = nn.Linear(8, 3).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    before = model.weight.detach().clone()  # (3, 8)
    for number in range(batches):
        x, y = torch.randn(16, 8, dtype=torch.float64), torch.randint(3, (16,))  # (16, 8), (16,)
        (cross_entropy(model(x), y) / 4).backward()
        if (number + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
    moved = (model.weight.detach() - before).norm()  # ()
    print(f"{batches} batches: weight moved {moved:.4f}, norm left {model.weight.grad.norm():.4f}")
