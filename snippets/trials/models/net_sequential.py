import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear = nn.Linear(28 * 28, 10)

    def forward(self, images):
        return self.linear(self.flatten(images))  # (N, 10)


torch.manual_seed(1640)
ours = Net()
short = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))
print(list(ours.state_dict()), list(short.state_dict()))

renamed = {name.replace("linear", "1"): tensor for name, tensor in ours.state_dict().items()}
print(short.load_state_dict(renamed))  # (1)!
images = torch.rand(16, 1, 28, 28)  # (16, 1, 28, 28)
print("same outputs:", torch.equal(ours(images), short(images)))
