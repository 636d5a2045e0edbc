from hanli.lint import check

SCRIPT = """\
import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

def train(net, optimizer, loader, rank):
    model = DistributedDataParallel(net)
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model.module(inputs), targets)
        loss.backward()
        optimizer.step()
        if rank == 0:
            dist.all_reduce(loss)

def train_gan(generator, discriminator, opt_g, opt_d, loader):
    for real, noise in loader:
        opt_g.zero_grad()
        opt_d.zero_grad()
        fake = generator(noise)
        d_loss = F.softplus(discriminator(fake) - discriminator(real)).mean()
        d_loss.backward()
        opt_d.step()
        F.softplus(-discriminator(generator(noise))).mean().backward()
        opt_g.step()
"""
for finding in check(SCRIPT, "processes.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
