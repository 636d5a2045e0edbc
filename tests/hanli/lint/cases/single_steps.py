"""Functions for one training step, and loops that add gradients up: the order of what they do."""

import torch
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_


def steps_too_early(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    optimizer.step()  # expect: step-order
    loss.backward()
    return loss.item()


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.AdamW(model.parameters())
        self.schedule = torch.optim.lr_scheduler.StepLR(self.optimizer, 10)  # expect: missing-step
        self.scaler = torch.amp.GradScaler("cuda")

    def clear_too_early(self, x, y):
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        self.optimizer.zero_grad()  # expect: step-order
        self.optimizer.step()

    def clip_too_early(self, x, y):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.model(x), y)
        clip_grad_norm_(self.model.parameters(), 1.0)  # expect: step-order
        loss.backward()
        self.optimizer.step()

    def step_rightly(self, x, y):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()

    def scale_rightly(self, x, y):
        self.optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(self.model(x), y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def step_past_the_scaler(self, x, y):
        self.optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(self.model(x), y)
        self.scaler.scale(loss).backward()
        self.optimizer.step()  # expect: missing-step


def accumulate(model, loader, optimizer, accumulation):
    for index, (x, y) in enumerate(loader):
        optimizer.zero_grad()  # expect: broken-accumulation
        loss = F.cross_entropy(model(x), y) / accumulation
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)  # expect: broken-accumulation
        if (index + 1) % accumulation == 0:
            optimizer.step()
    for index, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y) / accumulation
        loss.backward()
        optimizer.step()  # expect: broken-accumulation
        if (index + 1) % accumulation == 0:
            optimizer.zero_grad()
    for index, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y) / accumulation
        loss.backward()
        if (index + 1) % accumulation == 0:
            clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()


def update_critic_more_often(actor, critic, actor_optimizer, critic_optimizer, loader):
    for index, (x, y) in enumerate(loader):
        critic_optimizer.zero_grad()
        F.mse_loss(critic(x), y).backward()
        critic_optimizer.step()
        actor_optimizer.zero_grad()
        if index % 5 == 0:
            (-critic(actor(x)).mean()).backward()
            actor_optimizer.step()


def train_both(encoder, decoder, loader):
    first = torch.optim.Adam(encoder.parameters())
    second = torch.optim.Adam(decoder.parameters())  # expect: missing-step
    for x, y in loader:
        first.zero_grad()
        second.zero_grad()
        F.mse_loss(decoder(encoder(x)), y).backward()
        first.step()


def train_rightly(encoder, decoder, loader):
    first = torch.optim.Adam(encoder.parameters())
    second = torch.optim.Adam(decoder.parameters())
    for x, y in loader:
        first.zero_grad()
        second.zero_grad()
        F.mse_loss(decoder(encoder(x)), y).backward()
        first.step()
        second.step()


def carry(model, loader, optimizer):
    state = None
    for x, y in loader:
        optimizer.zero_grad()
        outputs, state = model(x, state)  # expect: hidden-state
        F.cross_entropy(outputs, y).backward(retain_graph=True)
        optimizer.step()


def step_behind_the_loop(model, loader, optimizer, epochs):
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
        optimizer.step()  # expect: missing-step


def step_once_an_epoch(model, loader, optimizer, epochs):
    for _ in range(epochs):
        optimizer.zero_grad()
        for x, y in loader:
            (F.cross_entropy(model(x), y) / len(loader)).backward()
        optimizer.step()


def record_nothing(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.no_grad():
            outputs = model(x)
        F.cross_entropy(outputs, y).backward()  # expect: cut-graph
        for p in model.parameters():
            p.grad.clamp(-1, 1)  # expect: no-effect
        optimizer.step()


@torch.no_grad()
def train_one_epoch(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # expect: cut-graph
        optimizer.step()
