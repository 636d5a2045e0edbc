import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(64, 64) for _ in range(3)]  # (1)!
        self.head = nn.Linear(64, 10)

    def forward(self, inputs):
        for layer in self.layers:
            inputs = torch.tanh(layer(inputs))
        return self.head(inputs)


torch.manual_seed(0)
model = Net()
before = model.layers[0].weight.detach().clone()  # (64, 64)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
model(torch.rand(8, 64)).square().mean().backward()
optimizer.step()

print("parameters that the optimizer holds:", sum(p.numel() for p in model.parameters()))
print("layer 0 changed:", not torch.equal(model.layers[0].weight, before))
print("tensors in the checkpoint:", len(model.state_dict()))
print("layer 0 after double():", model.double().layers[0].weight.dtype)
