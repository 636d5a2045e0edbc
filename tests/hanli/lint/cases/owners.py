"""Optimizers and schedules that were copied and not changed, and folds that share a model."""

import torch
import torch.nn.functional as F
from sklearn.model_selection import KFold
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, Subset

from networks import Classifier, Discriminator, Generator


def make(rate):
    generator, discriminator = Generator(), Discriminator()
    opt_g = torch.optim.Adam(generator.parameters(), lr=rate)
    opt_d = torch.optim.Adam(generator.parameters(), lr=rate)  # expect: wrong-optimizer
    return generator, discriminator, opt_g, opt_d


def make_rightly(rate):
    generator, discriminator = Generator(), Discriminator()
    opt_g = torch.optim.Adam(generator.parameters(), lr=rate)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=rate)
    sched_g = StepLR(opt_g, 10)
    sched_d = StepLR(opt_d, 10)
    return opt_g, opt_d, sched_g, sched_d


def make_schedules(generator, discriminator):
    opt_gen = torch.optim.Adam(generator.parameters())
    opt_dis = torch.optim.Adam(discriminator.parameters())
    sched_gen = StepLR(opt_gen, 10)
    sched_dis = StepLR(opt_gen, 10)  # expect: wrong-optimizer
    return opt_dis, sched_gen, sched_dis


def validate_across(data):
    model = Classifier()
    for train, _ in KFold(5).split(data):
        optimizer = torch.optim.Adam(model.parameters())  # expect: model-across-folds
        for x, y in DataLoader(Subset(data, train), batch_size=8, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def validate_across_rightly(data):
    for train, _ in KFold(5).split(data):
        model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))
        optimizer = torch.optim.Adam(model.parameters())
        for x, y in DataLoader(Subset(data, train), batch_size=8, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
