import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel, update_bn

from hanli.data import digits

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
training, test = torch.randperm(len(labels)).split([800, 997])
layers = nn.Flatten(), nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10)
model = nn.Sequential(*layers).double()
swa = AveragedModel(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for step in range(300):
    batch = training[torch.randint(len(training), (8,))]
    optimizer.zero_grad()
    cross_entropy(model(images[batch].double()), labels[batch]).backward()
    optimizer.step()
    if step >= 100:
        swa.update_parameters(model)


def report(name, network):
    network.eval()
    with torch.no_grad():
        loss = cross_entropy(network(images[test].double()), labels[test]).item()
    print(f"{name:27} test loss {loss:.3f}, mean of running_var", end=" ")
    print(f"{dict(network.named_buffers())[variance].mean().item():.2f}")


variance = "2.running_var"
report("last weights", model)
variance = "module.2.running_var"
report("average, copied statistics", swa)
update_bn([images[training].double()], swa)
report("average, after update_bn", swa)
