from torch import nn, ones
from torch.utils.checkpoint import checkpoint
from torch.utils.flop_counter import FlopCounterMode

from hanli.memory import checkpoint_blocks

net = nn.Sequential()
for name in ("layer0", "layer1", "layer2"):
    hidden, back = (
        nn.Sequential(nn.Linear(8, 64), nn.Tanh()),
        nn.Sequential(nn.Linear(64, 8), nn.Tanh()),
    )
    net.add_module(name, nn.Sequential(hidden, back))


def one_level(x, blocks=net):
    for block in blocks:
        x = checkpoint(block, x, use_reentrant=False)
    return x


def two_levels(x):
    for block in net:
        x = checkpoint(lambda x, block=block: one_level(x, block), x, use_reentrant=False)
    return x


for way in (net, one_level, two_levels):
    with FlopCounterMode(display=False) as counter:  # (1)!
        way(ones(32, 8, requires_grad=True)).sum().backward()
    print(f"{getattr(way, '__name__', 'plain'):10} {counter.get_total_flops():,} FLOP")

print([name for name, _ in net.named_modules() if "layer1" in name])
checkpoint_blocks(net, lambda name, module: "layer" in name)  # (2)!
