import torch
from torch import nn
from torch.nn import functional as F

from hanli.data import digits, split
from hanli.lightning import parameter_groups, warmup_cosine

torch.set_num_threads(1)  # a network this small is slower with more
images, labels = digits()  # (1797, 1, 8, 8), (1797,)
inputs = images.flatten(1).double()  # (1797, 64)
train, held_out = split(labels, 0.8, seed=7)


def run(seed, decay, grouped):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(64, 32), nn.LayerNorm(32), nn.GELU(), nn.Linear(32, 10)).double()
    groups = parameter_groups(net, decay) if grouped else net.parameters()
    optimizer = torch.optim.AdamW(groups, lr=0.01, weight_decay=decay)
    schedule = warmup_cosine(optimizer, warmup=0, total=100)
    for _ in range(100):
        optimizer.zero_grad()
        F.cross_entropy(net(inputs[train]), labels[train]).backward()
        optimizer.step()
        schedule.step()
    with torch.inference_mode():
        loss = F.cross_entropy(net(inputs[held_out]), labels[held_out]).item()
    return f"{loss:.4f}", f"{net[1].weight.mean().item():.3f}"


for decay in (0.05, 0.5):
    for grouped in (False, True):
        losses, scales = zip(*(run(seed, decay, grouped) for seed in range(3)), strict=True)
        print(f"decay {decay:4}, groups {grouped!s:5}: ", end="")
        print("loss", *losses, " scale of the norm", *scales)
