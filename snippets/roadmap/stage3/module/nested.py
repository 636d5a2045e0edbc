from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)
        self.activation = nn.ReLU()

    def forward(self, inputs):
        return self.activation(self.linear(inputs))


class Network(nn.Module):
    def __init__(self, width=4, num_classes=3):
        super().__init__()
        self.first = Block(width)
        self.second = Block(width)
        self.head = nn.Linear(width, num_classes)

    def forward(self, inputs):
        return self.head(self.second(self.first(inputs)))


model = Network()
for name, parameter in model.named_parameters():
    print(f"{name:20} {tuple(parameter.shape)}")
print("elements:", sum(parameter.numel() for parameter in model.parameters()))
