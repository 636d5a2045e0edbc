from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
import torch.nn.functional as F
from torchvision import models, transforms

classifier = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.ReLU())
single = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
policy = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))
soft = nn.Sequential(nn.Linear(8, 4), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()

def losses(x, y, z, mu, logvar):
    std = torch.exp(logvar)
    loss = criterion(classifier(x), y)
    loss = criterion(single(x), y)
    return loss, F.softmax(soft(x), dim=1), mu + std * z

def reinforce(state, returns):
    actions = torch.distributions.Categorical(policy(state))
    log_probs = actions.log_prob(actions.sample())
    loss = (log_probs * returns).sum()
    loss.backward()

to_tensor = transforms.ToTensor()
network = models.resnet18().eval()

def look(picture):
    return network(to_tensor(picture))
"""
for finding in check(SCRIPT, "outputs.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
