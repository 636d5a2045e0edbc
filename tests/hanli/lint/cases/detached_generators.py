"""Generators whose loss is cut off from them, and look-alikes that are right."""

import torch
from torch import nn, optim
from torch.nn import functional as F

netG, netD = nn.Sequential(nn.Linear(8, 4)), nn.Sequential(nn.Linear(4, 1))
optimizerG, optimizerD = optim.Adam(netG.parameters()), optim.Adam(netD.parameters())
criterion = nn.BCEWithLogitsLoss()


def train_detached_name(loader):
    for real in loader:
        optimizerD.zero_grad()
        fake = netG(torch.randn(len(real), 8)).detach()
        loss_d = criterion(netD(real), torch.ones(len(real), 1)) + criterion(netD(fake), torch.zeros(len(real), 1))
        loss_d.backward()
        optimizerD.step()
        optimizerG.zero_grad()
        loss_g = criterion(netD(fake), torch.ones(len(real), 1))  # expect: detached-generator
        loss_g.backward()
        optimizerG.step()


def train_without_gradients(loader):
    for real in loader:
        with torch.no_grad():
            fake = netG(torch.randn(len(real), 8))
        optimizerD.zero_grad()
        (netD(fake).mean() - netD(real).mean()).backward()
        optimizerD.step()
        optimizerG.zero_grad()
        loss = -netD(fake).mean()  # expect: detached-generator
        loss.backward()
        optimizerG.step()


class Trainer:
    def __init__(self, generator, discriminator):
        self.generator, self.discriminator = generator, discriminator
        self.g_optimizer = optim.Adam(self.generator.parameters())
        self.d_optimizer = optim.Adam(self.discriminator.parameters())

    def step(self, real, noise):
        fake = self.generator(noise)
        d_real, d_fake = self.discriminator(real), self.discriminator(fake.detach())
        self.d_optimizer.zero_grad()
        d_loss = F.softplus(-d_real).mean() + F.softplus(d_fake).mean()
        d_loss.backward()
        self.d_optimizer.step()
        self.g_optimizer.zero_grad()
        g_loss = F.softplus(-self.discriminator(fake.detach())).mean()  # expect: detached-generator
        g_loss.backward()
        self.g_optimizer.step()

    def step_rightly(self, real, noise):
        fake = self.generator(noise)
        self.d_optimizer.zero_grad()
        d_loss = F.softplus(-self.discriminator(real)).mean() + F.softplus(self.discriminator(fake.detach())).mean()
        d_loss.backward()
        self.d_optimizer.step()
        self.g_optimizer.zero_grad()
        g_loss = F.softplus(-self.discriminator(fake)).mean()
        g_loss.backward()
        self.g_optimizer.step()


def train_with_new_fakes(loader):
    for real in loader:
        fake = netG(torch.randn(len(real), 8)).detach()
        optimizerD.zero_grad()
        (netD(fake).mean() - netD(real).mean()).backward()
        optimizerD.step()
        optimizerG.zero_grad()
        fake = netG(torch.randn(len(real), 8))
        (-netD(fake).mean()).backward()
        optimizerG.step()


def train_both_then_step(loader):
    for real in loader:
        fake = netG(torch.randn(len(real), 8))
        optimizerD.zero_grad()
        optimizerG.zero_grad()
        loss_g = criterion(netD(fake), torch.ones(len(real), 1))
        loss_g.backward(retain_graph=True)
        loss_d = criterion(netD(fake.detach()), torch.zeros(len(real), 1)) + criterion(netD(real), torch.ones(1, 1))
        optimizerD.zero_grad()
        loss_d.backward()
        optimizerG.step()
        optimizerD.step()


def train_with_a_second_term(loader):
    for noise, real in loader:
        fake = netG(noise)
        optimizerD.zero_grad()
        (netD(fake.detach()).mean() - netD(real).mean()).backward()
        optimizerD.step()
        optimizerG.zero_grad()
        loss = F.l1_loss(fake, real) - 0.1 * netD(fake.detach()).mean()
        loss.backward()
        optimizerG.step()


class ActorCritic:
    def __init__(self, actor, critic):
        self.actor, self.critic = actor, critic
        self.actor_optimizer = optim.Adam(self.actor.parameters())
        self.critic_optimizer = optim.Adam(self.critic.parameters())

    def update(self, states, returns):
        with torch.no_grad():
            actions = self.actor(states)
        critic_loss = F.mse_loss(self.critic(states, actions), returns)
        self.critic_optimizer.zero_grad()
        critic_loss.backward()
        self.critic_optimizer.step()
        actor_loss = -self.critic(states, self.actor(states)).mean()
        self.actor_optimizer.zero_grad()
        actor_loss.backward()
        self.actor_optimizer.step()
