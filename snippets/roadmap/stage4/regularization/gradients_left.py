import torch
from torch.nn.functional import cross_entropy

torch.manual_seed(1640)
model = torch.nn.Linear(4, 3)
x, y = torch.rand(8, 4), torch.randint(3, (8,))  # (8, 4), (8,)

tracked = x.clone().requires_grad_()
for attempt in (1, 2):
    cross_entropy(model(tracked), y).backward()
    weight = model.weight.grad
    print(f"backward {attempt}: input {tracked.grad.norm():.3f}  weight {weight.norm():.3f}")

model.zero_grad()
for attempt in (1, 2):
    (gradient,) = torch.autograd.grad(cross_entropy(model(tracked), y), tracked)
    print(f"autograd.grad {attempt}: input {gradient.norm():.3f}  weight {model.weight.grad}")
