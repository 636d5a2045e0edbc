import torch
from torch.utils.checkpoint import checkpoint

from hanli.memory import checkpoint_blocks


def fresh():
    torch.manual_seed(1640)
    return torch.nn.Sequential(
        torch.nn.Linear(8, 8), torch.nn.BatchNorm1d(8), torch.nn.Dropout(0.5)
    )


x = torch.randn(16, 8)  # (16, 8)
plain, by_torch, by_hanli = fresh(), fresh(), fresh()
checkpoint_blocks(by_hanli, "1")

for name, net in {"plain": plain, "torch": by_torch, "hanli": by_hanli}.items():
    torch.manual_seed(7)
    out = checkpoint(net, x, use_reentrant=False) if net is by_torch else net(x)  # (16, 8)
    out.square().sum().backward()
    same_gradient = torch.equal(net[0].weight.grad, plain[0].weight.grad)
    same_mean = torch.equal(net[1].running_mean, plain[1].running_mean)
    count = net[1].num_batches_tracked.item()
    print(f"{name}: {count} batches counted, mean equal: {same_mean}, gradient: {same_gradient}")
