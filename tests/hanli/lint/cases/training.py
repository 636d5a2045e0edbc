"""Training loops: faulty forms, and look-alikes that are fine."""

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.nn import CrossEntropyLoss
from torch.nn.utils import clip_grad_norm_
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR
from torch.utils.data import DataLoader, DistributedSampler


def never_clears(model, loader, optimizer):
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # expect: missing-zero-grad
        optimizer.step()


def never_clears_in_epochs(net, data, labels):
    sgd = optim.SGD(net.parameters(), lr=0.1)
    for _ in range(10):
        F.mse_loss(net(data), labels).backward()  # expect: missing-zero-grad
        sgd.step()


def never_clears_with_a_scaler(model, loader, optimizer, scaler):
    for x, y in loader:
        scaler.scale(F.cross_entropy(model(x), y)).backward()  # expect: missing-zero-grad
        scaler.step(optimizer)
        scaler.update()


def clears(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def clears_the_model(model, loader, optimizer):
    for x, y in loader:
        model.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def clears_by_hand(model, loader, optimizer):
    for x, y in loader:
        for parameter in model.parameters():
            parameter.grad = None
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def clear(model):
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad.zero_()


def clears_in_a_helper(model, loader, optimizer):
    for x, y in loader:
        clear(model)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def clears_in_a_closure(model, x, y):
    optimizer = optim.LBFGS(model.parameters())

    def closure():
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)


def accumulates(model, loader, optimizer):
    for step, (x, y) in enumerate(loader, start=1):
        (F.cross_entropy(model(x), y) / 4).backward()
        if step % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()


def only_measures(model, loader):
    for x, y in loader:
        F.cross_entropy(model(x), y).backward()


def schedules_first(model, loader, optimizer):
    scheduler = StepLR(optimizer, 3)
    for _ in range(3):
        scheduler.step()  # expect: step-order
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def schedules_first_in_a_batch(model, loader, optimizer, scheduler):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        scheduler.step()  # expect: step-order
        optimizer.step()


def clears_too_late(model, loader, optimizer):
    for x, y in loader:
        F.cross_entropy(model(x), y).backward()
        optimizer.zero_grad()  # expect: step-order
        optimizer.step()


def steps_too_early(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        optimizer.step()  # expect: step-order
        loss.backward()


def right_order(model, loader, optimizer):
    scheduler = StepLR(optimizer, 3)
    plateau = ReduceLROnPlateau(optimizer)
    for _ in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
        plateau.step(loss.item())  # expect: last-batch


def two_networks(loader, optimizer_d, optimizer_g, discriminator, generator):
    for real, noise in loader:
        optimizer_d.zero_grad()
        (discriminator(generator(noise).detach()) - discriminator(real)).mean().backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        discriminator(generator(noise)).mean().backward()
        optimizer_g.step()


def one_epoch(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def steps_elsewhere(model, loader, optimizer, scheduler):
    for _ in range(3):
        one_epoch(model, loader, optimizer)
        scheduler.step()


def no_metric(model, optimizer):
    scheduler = ReduceLROnPlateau(optimizer, patience=3)
    for _ in range(3):
        scheduler.step()  # expect: plateau-metric
    scheduler.step(0.5)


def clips_scaled(model, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        scaler.scale(F.cross_entropy(model(x), y)).backward()
        clip_grad_norm_(model.parameters(), 1.0)  # expect: clip-before-unscale
        scaler.step(optimizer)
        scaler.update()


def clips_scaled_values(model, loader, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        scaler.scale(F.cross_entropy(model(x), y)).backward()
        torch.nn.utils.clip_grad_value_(model.parameters(), 1.0)  # expect: clip-before-unscale
        scaler.unscale_(optimizer)
        scaler.step(optimizer)


def clips_unscaled(model, loader, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        scaler.scale(F.cross_entropy(model(x), y)).backward()
        scaler.unscale_(optimizer)
        clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)


def clips_without_a_scaler(model, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda", enabled=False)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)


def fetches(model, loader, optimizer):
    total = hits = 0
    for x, y in loader:
        optimizer.zero_grad()
        outputs = model(x)
        loss = F.cross_entropy(outputs, y)
        loss.backward()
        optimizer.step()
        total += loss.item()  # expect: item-each-step
        hits += (outputs.argmax(1) == y).sum().item()
    return total, hits


def fetches_now_and_then(model, loader, optimizer):
    total = torch.zeros(())
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.detach()
        if step % 100 == 0:
            print(loss.item(), total.item())
    return total.item()


def empties(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        torch.cuda.empty_cache()  # expect: empty-cache-each-step
    torch.cuda.empty_cache()


def empties_steps(model, x, y, optimizer):
    for _ in range(100):
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()
        optimizer.step()
        torch.mps.empty_cache()  # expect: empty-cache-each-step


def empties_after_a_fault(model, loader):
    for x, _ in loader:
        try:
            model(x)
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
    for name in ("small", "large"):
        print(name)
        torch.cuda.empty_cache()


def keeps_losses(model, loader, optimizer):
    losses, total = [], 0.0
    criterion = CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss)  # expect: keep-graph
        total += loss  # expect: keep-graph
    return losses, total


def keeps_outputs(model, loader):
    outputs = []
    model.eval()
    for x, _ in loader:
        outputs.append(model(x))  # expect: keep-graph
    return outputs


class Keeps(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 3)
        self.losses = []

    def forward(self, x, y):
        loss = F.mse_loss(self.linear(x), y)
        self.losses.append(loss)  # expect: keep-graph
        return loss


def keeps_numbers(model, loader, optimizer):
    losses, running = [], 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        running += loss.item()  # expect: item-each-step
    return losses, running


def adds_parts_of_one_loss(model, heads, x, y, optimizer):
    total = 0
    for head in heads:
        total += F.cross_entropy(head(model(x)), y)
    optimizer.zero_grad()
    total.backward()
    optimizer.step()


def adds_over_a_window(model, loader, optimizer):
    parts = []
    for x, y in loader:
        parts.append(F.cross_entropy(model(x), y))
    whole = torch.stack(parts).mean()
    optimizer.zero_grad()
    whole.backward()
    optimizer.step()


@torch.no_grad()
def keeps_without_a_graph(model, loader):
    model.eval()
    return_value = []
    for x, _ in loader:
        return_value.append(model(x))
    return return_value


def shuffles_alike(dataset, model, optimizer):
    sampler = DistributedSampler(dataset)  # expect: set-epoch-forgotten
    loader = DataLoader(dataset, sampler=sampler)
    for _ in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def judges_in_parts(dataset):
    return DistributedSampler(dataset, shuffle=False)


def options(dataset):
    DataLoader(dataset, prefetch_factor=2)  # expect: loader-options
    DataLoader(dataset, num_workers=0, persistent_workers=True)  # expect: loader-options
    DataLoader(dataset, num_workers=2, prefetch_factor=2, persistent_workers=True)
    DataLoader(dataset, prefetch_factor=None, persistent_workers=False)
    workers = 2
    return DataLoader(dataset, num_workers=workers, prefetch_factor=4)
