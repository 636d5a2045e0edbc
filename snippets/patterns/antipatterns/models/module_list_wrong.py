import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits


class Net(nn.Module):
    def __init__(self, depth=3):
        super().__init__()
        self.layers = [nn.Linear(64, 64) for _ in range(depth)]  # (1)!
        self.head = nn.Linear(64, 10)

    def forward(self, inputs):
        for layer in self.layers:
            inputs = torch.tanh(layer(inputs))
        return self.head(inputs)


images, labels = digits()
loader = DataLoader(TensorDataset(images.flatten(1), labels), batch_size=128)
torch.manual_seed(0)
model = Net()
before = model.layers[0].weight.detach().clone()  # (64, 64)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for inputs, targets in loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()

print("parameters that the optimizer holds:", sum(p.numel() for p in model.parameters()))
print("first layer trained:", not torch.equal(model.layers[0].weight, before))
print("in the checkpoint:", len(model.state_dict()), "tensors")
print("after .double():", model.double().layers[0].weight.dtype)
