import copy

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


@torch.no_grad()
def update(average, model, decay):
    for mean, parameter in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(parameter, 1 - decay)  # (1)!


torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)).double()
built_in = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
inputs, targets = torch.randn(16, 3).double(), torch.randn(16, 1).double()  # (16, 3), (16, 1)
for step in range(20):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(inputs), targets).backward()
    optimizer.step()
    built_in.update_parameters(model)
    if step == 0:
        by_hand, from_zero = copy.deepcopy(model), copy.deepcopy(model)
        for parameter in from_zero.parameters():
            nn.init.zeros_(parameter)
    else:
        update(by_hand, model, 0.9)
    update(from_zero, model, 0.9)
    if step + 1 in (1, 5, 20):
        pairs = zip(built_in.module.parameters(), by_hand.parameters(), strict=True)
        gap = max((a - b).abs().max().item() for a, b in pairs)
        share = from_zero[0].weight.norm() / by_hand[0].weight.norm()
        print(f"after step {step + 1:2}: differs by {gap:.1e}, from zero {share.item():.2f}")
