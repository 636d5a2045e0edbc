import torch
from torch import nn
from torch.nn.functional import cross_entropy

torch.manual_seed(1640)
layers = (nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
model = nn.Sequential(*layers)
x, y = torch.rand(8, 4, requires_grad=True), torch.randint(3, (8,))
for training in (True, False):
    model.train(training)
    before = model[1].running_mean.clone()
    signs = [torch.autograd.grad(cross_entropy(model(x), y), x)[0].sign() for _ in range(2)]
    moved = (model[1].running_mean - before).abs().max().item()
    different = (signs[0] != signs[1]).sum().item()
    print(f"training={training}: running mean moved {moved:.2f}, {different} of 32 signs differ")
