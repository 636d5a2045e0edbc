"""Second names for one network or one tensor."""

import copy

import torch
import torch.nn.functional as F
from torch import nn

from networks import Policy


class Agent:
    def __init__(self):
        self.q_net = Policy()
        self.target_net = self.q_net  # expect: network-alias
        self.frozen_net = copy.deepcopy(self.q_net)
        self.optimizer = torch.optim.Adam(self.q_net.parameters())


def distill(teacher_net, student_net):
    teacher = teacher_net
    optimizer = torch.optim.Adam(student_net.parameters())
    return teacher, optimizer


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        identity = x
        out = self.relu(x)  # expect: changed-alias
        return self.conv(out) + identity


class RightBlock(Block):
    def forward(self, x):
        identity = x
        out = self.relu(self.norm(x))
        out = self.conv(out)
        out += identity
        return self.relu(out)


class SecondBlock(Block):
    def forward(self, x):
        residual = x
        x += self.conv(x)  # expect: changed-alias
        return self.conv(x) + residual


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        residual = x
        x = F.relu(self.fc(x))
        x += residual
        return x
