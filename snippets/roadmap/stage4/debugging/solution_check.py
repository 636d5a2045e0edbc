import torch
from torch import nn


def check(network, optimizer, loss):
    """Take one step and return what is wrong, by the name of the parameter."""
    optimizer.zero_grad()
    loss.backward()
    held = {id(weight) for group in optimizer.param_groups for weight in group["params"]}
    before = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    optimizer.step()
    found = {}
    for name, weight in network.named_parameters():
        if id(weight) not in held:
            found[name] = "not in the optimizer"
        elif weight.grad is None:
            found[name] = "grad is None"
        elif not weight.grad.isfinite().all():
            found[name] = "grad is not finite"
        elif (weight.grad == 0).all():
            found[name] = "grad is 0"
        elif torch.equal(weight, before[name]):
            found[name] = "did not change"
    return found


torch.manual_seed(1640)
network = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
nn.init.zeros_(network[2].weight)
optimizer = torch.optim.SGD([network[0].weight, network[2].weight], lr=0.1)
loss = nn.functional.cross_entropy(network(torch.randn(8, 3)), torch.randint(2, (8,)))  # ()
for name, problem in check(network, optimizer, loss).items():
    print(f"{name:9} {problem}")
