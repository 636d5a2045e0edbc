import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()  # (1)!
        self.flatten = nn.Flatten()
        self.linear = nn.Linear(28 * 28, 10)  # (2)!

    def forward(self, images):
        rows = self.flatten(images)  # (N, 784)
        return self.linear(rows)  # (N, 10)


net = Net()
images = torch.rand(16, 1, 28, 28)  # (16, 1, 28, 28)
logits = net(images)  # (3)!
print(logits.shape)
for name, parameter in net.named_parameters():
    print(name, parameter.shape, parameter.requires_grad)
