"""Terms of a loss without a gradient, and gradients that are asked for by hand."""

import torch
import torch.nn.functional as F


def add_norms(model):
    total = 0
    for p in model.parameters():
        total += torch.norm(p.data)  # expect: penalty-without-gradient, data-attribute
    return total


def step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y) + 0.01 * add_norms(model)
    loss.backward()
    optimizer.step()


def step_with_numbers(model, optimizer, x, y):
    optimizer.zero_grad()
    first = sum(p.abs().sum().item() for p in model.parameters())  # expect: penalty-without-gradient
    second = sum(p.pow(2).sum() for p in model.parameters())
    loss = F.cross_entropy(model(x), y) + 0.01 * first + 0.01 * second
    loss.backward()
    optimizer.step()


def stay_near(model, old, optimizer, x, y):
    optimizer.zero_grad()
    far = sum((p - q.detach()).pow(2).sum() for p, q in zip(model.parameters(), old.parameters(), strict=True))
    (F.cross_entropy(model(x), y) + far).backward()
    optimizer.step()


def ask(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.requires_grad = True  # expect: asked-gradient
    loss.backward()
    optimizer.step()


def attack(model, x, y):
    x.requires_grad = True
    F.cross_entropy(model(x), y).backward()
    return x.grad.sign()


def cut_off(model, optimizer, x, y):
    optimizer.zero_grad()
    outputs = model(x).detach()
    F.cross_entropy(outputs, y).backward()  # expect: cut-graph
    rounded = torch.round(torch.sigmoid(model(x)))
    F.binary_cross_entropy(rounded, y).backward()  # expect: cut-graph
    hits = (model(x) > 0.2).float()
    F.mse_loss(hits, y).backward()  # expect: cut-graph
    _, best = torch.max(model(x), 1)
    F.mse_loss(best.float(), y).backward()  # expect: cut-graph
    best, _ = torch.max(model(x), 1)
    F.mse_loss(best, y).backward()
    optimizer.step()


class Average:
    def __init__(self, model):
        self.shadow = {name: p.detach().clone() for name, p in model.named_parameters()}

    def update(self, model):
        for name, p in model.named_parameters():
            self.shadow[name] = 0.9 * self.shadow[name] + 0.1 * p  # expect: keep-graph

    @torch.no_grad()
    def update_rightly(self, model):
        for name, p in model.named_parameters():
            self.shadow[name] = 0.9 * self.shadow[name] + 0.1 * p


def step_with_decay(model, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss = loss + 1e-4 * sum(p.pow(2).sum() for p in model.parameters())  # expect: doubled-decay
    loss.backward()
    optimizer.step()


def make_a_leaf(model, optimizer, x, y):
    optimizer.zero_grad()
    total = F.cross_entropy(model(x), y).item()
    loss = torch.tensor(total, requires_grad=True)  # expect: asked-gradient
    loss.backward()
    optimizer.step()


def gradient_penalty(critic, x):
    slopes = torch.autograd.grad(critic(x).sum(), x)[0]  # expect: penalty-without-gradient
    return ((slopes.norm(2, dim=1) - 1) ** 2).mean()


def gradient_penalty_rightly(critic, x):
    slopes = torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0]
    return ((slopes.norm(2, dim=1) - 1) ** 2).mean()
