"""What outputs are taken for, and look-alikes that are right."""

import torch
import torch.nn.functional as F
import torchvision
from PIL import Image
from torch import nn
from torch.distributions import Bernoulli, Categorical
from torchvision import transforms


class Ends(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return F.softmax(self.fc(x), dim=1)


class Cut(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 4)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return F.relu(self.fc2(x))


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 2))

    def forward(self, x):
        return self.net(x)


ends, cut, policy = Ends(), Cut(), Policy()
criterion = nn.CrossEntropyLoss()


@torch.inference_mode()
def predict(x):
    ends.eval()
    twice = F.softmax(ends(x), dim=1)  # expect: activation-twice
    once = F.softmax(policy(x), dim=1)
    return twice, once


def cut_off(x, y):
    right = criterion(policy(F.relu(x)), y)
    return criterion(cut(x), y) + right  # expect: relu-before-loss


def act(state):
    probs = F.softmax(policy(state), dim=-1)
    first = Categorical(policy(state))  # expect: distribution-arguments
    second = Categorical(logits=probs)  # expect: distribution-arguments
    third, fourth = Categorical(probs), Categorical(logits=policy(state))
    fifth = Bernoulli(torch.sigmoid(policy(state)))
    return first, second, third, fourth, fifth


@torch.no_grad()
def continue_text(model, ids):
    model.eval()
    logits = model(ids)[:, -1]
    one = torch.multinomial(logits, 1)  # expect: distribution-arguments
    return one, torch.multinomial(logits.softmax(-1), 1)


single = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
double = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))


def judge(x, y):
    one = criterion(single(x), y)  # expect: single-class
    two = criterion(double(x), y)
    three = F.binary_cross_entropy_with_logits(single(x), y)
    best = single(x).argmax(dim=1)  # expect: single-class
    return one + two + three, best, double(x).argmax(dim=1)


class Choices(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(8, 1)

    def forward(self, x, y):
        scores = self.score(x).view(-1, 4)
        weights = torch.softmax(self.score(x), dim=1)  # over the steps of (B, T, 1)
        return F.cross_entropy(scores, y), weights


transform = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])
network = torchvision.models.resnet18(weights="DEFAULT").eval()


@torch.inference_mode()
def look(path):
    picture = transform(Image.open(path))
    wrong = network(picture)  # expect: single-image
    return wrong, network(picture.unsqueeze(0)), network(picture[None])
