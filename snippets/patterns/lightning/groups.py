from torch import nn

from hanli.lightning import parameter_groups

net = nn.Sequential(
    nn.Conv2d(1, 8, 3),
    nn.BatchNorm2d(8),
    nn.Flatten(),
    nn.Linear(288, 32),
    nn.LayerNorm(32),
    nn.GELU(),
    nn.Linear(32, 10),
)
names = {id(parameter): name for name, parameter in net.named_parameters()}
groups = parameter_groups(net, weight_decay=0.05)
for group in groups:
    print(group["name"], group["weight_decay"], [names[id(one)] for one in group["params"]])
numbers = [sum(one.numel() for one in group["params"]) for group in groups]
print("numbers:", numbers, "of", sum(one.numel() for one in net.parameters()))
