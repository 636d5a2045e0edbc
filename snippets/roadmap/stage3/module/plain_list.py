import torch
from torch import nn, optim


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8) for _ in range(3)]  # (1)!
        self.head = nn.Linear(8, 2)

    def forward(self, inputs):
        for layer in self.layers:
            inputs = layer(inputs).relu()
        return self.head(inputs)


model = Stack()
before = model.layers[0].weight.clone()
optimizer = optim.SGD(model.parameters(), lr=0.1)
model(torch.rand(4, 8)).square().mean().backward()
optimizer.step()
print("names:", [name for name, _ in model.named_parameters()])
print("gradient found:", model.layers[0].weight.grad is not None)
print("weight changed:", not torch.equal(before, model.layers[0].weight))
print("saved:", list(model.state_dict()))
try:
    model.double()(torch.rand(4, 8, dtype=torch.float64))
except RuntimeError as error:
    print("RuntimeError:", error)
