import torch
from torch import nn

model = nn.Linear(64, 10)
parameters = model.parameters()  # a generator: you can go through it once
print(sum(p.numel() for p in parameters), "numbers")

w = torch.ones(2, requires_grad=True)  # (2,)
twice = [{"params": [w]}, {"params": [w]}]
for wrong in (parameters, model, w, [w * 0.01], twice):
    try:
        torch.optim.SGD(wrong, lr=0.1)
    except (TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")

saved = torch.optim.Adam(model.parameters(), lr=0.1).state_dict()
try:
    torch.optim.Adam([model.weight], lr=0.1).load_state_dict(saved)
except ValueError as error:
    print(f"ValueError: {error}")
