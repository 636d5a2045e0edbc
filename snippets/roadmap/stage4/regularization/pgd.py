import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import digits, split

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.double()
training, test = split(labels, 0.5, seed=1640)
torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    cross_entropy(model(images[training]), labels[training]).backward()
    optimizer.step()


def pgd(x, y, eps, steps, step_size):
    attacked = x
    for _ in range(steps):
        attacked = attacked.detach().requires_grad_()  # (1)!
        (gradient,) = torch.autograd.grad(cross_entropy(model(attacked), y), attacked)
        attacked = attacked.detach() + step_size * gradient.sign()
        attacked = torch.minimum(torch.maximum(attacked, x - eps), x + eps).clamp(0, 1)
    return attacked


x, y = images[test], labels[test]
for steps, step_size in ((1, 0.15), (3, 0.06), (10, 0.03), (40, 0.03)):
    attacked = pgd(x, y, 0.15, steps, step_size)
    logits = model(attacked).detach()  # (N, 10)
    correct = (logits.argmax(dim=1) == y).double().mean().item()
    largest = (attacked - x).abs().max().item()
    loss = cross_entropy(logits, y).item()
    print(f"{steps:2} steps: moved {largest:.2f}  loss {loss:.2f}  accuracy {correct:.2f}")
