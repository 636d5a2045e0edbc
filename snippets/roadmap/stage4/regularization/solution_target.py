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

x = images[test][labels[test] != 3].requires_grad_()
target = torch.full((len(x),), 3)  # (N,)
(gradient,) = torch.autograd.grad(cross_entropy(model(x), target), x)
for sign in (0, 1, -1):
    attacked = (x + sign * 0.2 * gradient.sign()).clamp(0, 1)
    share = (model(attacked).argmax(dim=1) == 3).double().mean().item()
    print(f"sign {sign:2}: {share:.2f} are taken for a 3")
