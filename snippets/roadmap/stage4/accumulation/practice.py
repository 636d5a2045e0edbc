import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

torch.manual_seed(31)
x, y = torch.randn(70, 8), torch.randint(3, (70,))  # (70, 8), (70,)
model = torch.nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = 0
for number, part in enumerate(torch.arange(70).split(10)):
    cross_entropy(model(x[part]), y[part]).backward()
    clip_grad_norm_(model.parameters(), max_norm=0.2)
    if (number + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()
        steps += 1
print("steps:", steps)
