"""Programs of several processes, and two networks that train against each other; with look-alikes that are right."""

import os

import torch
import torch.distributed as dist
import torch.nn.functional as F
from accelerate import Accelerator
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def train_past_the_wrapper(loader, rank):
    network = DDP(nn.Linear(8, 1).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    for inputs, targets in loader:
        optimizer.zero_grad()
        outputs, penalty = network.module(inputs.to(rank))  # expect: bypassed-wrapper
        loss = F.cross_entropy(outputs, targets.to(rank)) + penalty
        loss.backward()
        optimizer.step()


def train_and_judge(loader, validation, rank):
    network = DDP(nn.Linear(8, 1).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    for inputs, targets in loader:
        optimizer.zero_grad()
        outputs = network(inputs.to(rank))
        loss = F.cross_entropy(outputs, targets.to(rank)) + network.module.penalty(outputs)
        loss.backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        for inputs, targets in validation:
            print(F.cross_entropy(network.module(inputs.to(rank)), targets.to(rank)))
    if rank == 0:
        torch.save(network.module.state_dict(), "network.pt")


class Trainer:
    def __init__(self, model, rank, world_size):
        self.model = model.to(rank)
        if world_size > 1:
            self.model = DDP(self.model, device_ids=[rank])
        self.rank, self.is_main = rank, rank == 0
        self.optimizer = torch.optim.AdamW(self.model.parameters())

    def run_epoch(self, loader):
        inner = self.model.module
        for tokens in loader:
            logits = inner(tokens[:, :-1])  # expect: bypassed-wrapper
            loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def average(self, value):
        total = torch.tensor(value)
        dist.all_reduce(total, op=dist.ReduceOp.AVG)
        return total.item()

    def report(self, value, epoch):
        if self.is_main and epoch % 10 == 0:
            print(epoch, self.average(value))  # expect: one-rank-collective
        mean = self.average(value)
        if self.is_main:
            print(epoch, mean)

    def save(self, path):
        if self.rank != 0:
            return
        torch.save(self.model.state_dict(), path)
        dist.barrier()  # expect: one-rank-collective


def train_with_accelerate(model, optimizer, loader):
    accelerator = Accelerator()
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(accelerator.unwrap_model(model)(x), y)  # expect: bypassed-wrapper
        accelerator.backward(loss)
        optimizer.step()
    if accelerator.is_main_process:
        accelerator.wait_for_everyone()  # expect: one-rank-collective
        accelerator.unwrap_model(model).save_pretrained("model")


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = torch.zeros(2)
    for x, y in loader:
        hits[0] += (model(x).argmax(1) == y).sum()
        hits[1] += len(y)
    if dist.get_world_size() > 1:
        dist.all_reduce(hits)
    return hits[0] / hits[1]


@torch.no_grad()
def evaluate_somewhere(model, loader, gather=False):
    model.eval()
    scores = torch.cat([model(x) for x, _ in loader])
    if gather:
        dist.all_reduce(scores)
    return scores.mean()


def on_one_rank(model, loader, rank):
    score = evaluate(model, loader) if rank == 0 else None  # expect: one-rank-collective
    if not rank:
        dist.broadcast(score, src=0)  # expect: one-rank-collective
    if dist.get_rank() == 0:
        print(evaluate_somewhere(model, loader))
    return score


def on_all_ranks(model, loader, local_rank, group):
    rank = int(os.environ["RANK"])
    is_leader = rank == 0
    if not is_leader:
        dist.barrier()  # the leader goes first
    data = torch.load("data.pt", weights_only=True)
    if is_leader:
        dist.barrier()
    if local_rank not in (-1, 0):
        dist.barrier()
    torch.save(data, "copy.pt")
    if local_rank == 0:
        dist.barrier()
    if rank == 0:
        gathered = [torch.zeros(2) for _ in range(dist.get_world_size())]
        dist.gather(torch.zeros(2), gathered)
    else:
        dist.gather(torch.zeros(2))
    if rank == 0:
        dist.all_reduce(torch.zeros(2), group=group)
    if rank == 0:
        dist.send(torch.zeros(2), dst=1)
    score = evaluate(model, loader)
    if rank == 0:
        print(score)


def train_gan(G, D, g_opt, d_opt, loader):
    for real in loader:
        d_opt.zero_grad()
        g_opt.zero_grad()
        fake = G(torch.randn(len(real), 16))
        d_loss = F.softplus(-D(real)).mean() + F.softplus(D(fake)).mean()  # expect: undetached-fake
        d_loss.backward(retain_graph=True)
        d_opt.step()
        g_loss = F.softplus(-D(fake)).mean()
        g_loss.backward()
        g_opt.step()


class Pair:
    def __init__(self):
        self.gen, self.critic = nn.Linear(16, 8), nn.Linear(8, 1)
        self.first = torch.optim.RMSprop(self.gen.parameters())
        self.second = torch.optim.RMSprop(self.critic.parameters())

    def train_critic(self, real):
        self.second.zero_grad()
        fakes = self.gen(torch.randn(len(real), 16))
        loss = self.critic(fakes).mean() - self.critic(real).mean()  # expect: undetached-fake
        loss.backward()
        self.second.step()

    def train_generator(self, size):
        loss = -self.critic(self.gen(torch.randn(size, 16))).mean()
        loss.backward()
        self.first.step()
        self.first.zero_grad()

    def fit(self, loader):
        for real in loader:
            self.train_critic(real)
            self.train_generator(len(real))


def wasteful_step(generator, discriminator, opt_g, opt_d, real, noise):
    fake = generator(noise)
    opt_d.zero_grad()
    loss_d = F.softplus(-discriminator(real)).mean()
    loss_d = loss_d + F.softplus(discriminator(fake)).mean()  # expect: undetached-fake
    loss_d.backward()
    opt_d.step()
    opt_g.zero_grad()
    loss_g = F.softplus(-discriminator(generator(noise))).mean()
    loss_g.backward()
    opt_g.step()


def right_steps(generator, discriminator, opt_g, opt_d, loader):
    for real, noise in loader:
        opt_d.zero_grad()
        fake = generator(noise)
        loss_d = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()
        loss_d.backward()
        opt_d.step()
        opt_g.zero_grad()
        loss_g = F.softplus(-discriminator(fake)).mean()
        loss_g.backward()
        opt_g.step()


def frozen_steps(generator, discriminator, opt_g, opt_d, loader):
    for real, noise in loader:
        generator.requires_grad_(False)
        opt_d.zero_grad()
        loss_d = (discriminator(generator(noise)) - discriminator(real)).mean()
        loss_d.backward()
        opt_d.step()
        generator.requires_grad_(True)
        opt_g.zero_grad()
        loss_g = -discriminator(generator(noise)).mean()
        loss_g.backward()
        opt_g.step()
