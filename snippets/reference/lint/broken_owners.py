from hanli.lint import check

SCRIPT = """\
import torch
from sklearn.model_selection import KFold

def tune(model, classes, lr):
    model.fc = torch.nn.Linear(512, classes)
    for p in model.parameters():
        p.requires_grad = False
    return torch.optim.Adam(model.parameters(), lr)

def thaw(model):
    optimizer = torch.optim.Adam(model.head.parameters())
    model.requires_grad_(True)
    return optimizer

def train_gan(G, D, bce, real, z):
    opt_g, opt_d = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
    sched_g = torch.optim.lr_scheduler.StepLR(opt_g, 10)
    sched_d = torch.optim.lr_scheduler.StepLR(opt_g, 10)
    one, zero = torch.ones(len(z), 1), torch.zeros(len(z), 1)
    d_loss = bce(D(real), one) + bce(D(G(z).detach()), zero)
    g_loss = bce(D(G(z)), zero)
    return d_loss, g_loss, sched_g, sched_d

def across(model, data):
    target_net = model
    for train, held_out in KFold(5).split(data):
        optimizer = torch.optim.Adam(model.parameters())
        fit(model, target_net, train, optimizer)
"""
for finding in check(SCRIPT, "owners.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
