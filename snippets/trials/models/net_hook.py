import torch
from torch import nn

net = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))
seen = []
net.register_forward_hook(lambda module, inputs, output: seen.append(tuple(output.shape)))

images = torch.rand(16, 1, 28, 28)  # (16, 1, 28, 28)
net(images)
print("net(images):        ", seen)
net.forward(images)  # (1)!
print("net.forward(images):", seen)
