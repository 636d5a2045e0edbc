import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, targets = images[:64].flatten(1).double(), labels[:64]  # (64, 64), (64,)


class Network(nn.Module):
    def __init__(self, broken):
        super().__init__()
        self.broken = broken
        self.first, self.second, self.head = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)

    def forward(self, pixels):
        hidden = torch.relu(self.first(pixels))  # (B, 64)
        return self.head(torch.relu(self.second(hidden.detach() if self.broken else hidden)))


for broken in (True, False):
    torch.manual_seed(1640)
    network = Network(broken).double()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.3)
    if broken:
        network.head = nn.Linear(64, 10).double()
    held = {id(weight) for group in optimizer.param_groups for weight in group["params"]}  # (1)!
    before = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    optimizer.zero_grad()
    nn.functional.cross_entropy(network(pixels), targets).backward()
    optimizer.step()
    print("broken" if broken else "fixed")
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            grad = "None" if weight.grad is None else f"{weight.grad.norm().item():.2f}"
            change = ((weight - before[name]).norm() / before[name].norm()).item()
            status = "in optimizer" if id(weight) in held else "not in optimizer"
            print(f"  {name:13} grad {grad}   update {change:.4f}   {status}")
