from torch import nn
from torchinfo import summary

net = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))
report = summary(net, input_size=(16, 1, 28, 28), verbose=0)  # (1)!
print(report)

by_hand = 28 * 28 * 10 + 10  # (2)!
counted = sum(parameter.numel() for parameter in net.parameters())
print(by_hand, counted, report.total_params)
print(16 * by_hand, report.total_mult_adds)
