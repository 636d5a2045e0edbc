"""Schedules sized in updates of accumulated gradients, stepped at every batch and at every update."""

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, OneCycleLR
from transformers import get_linear_schedule_with_warmup


def train_cosine(model, loader, criterion, epochs, accumulation_steps):
    optimizer = torch.optim.AdamW(model.parameters())
    scheduler = CosineAnnealingLR(optimizer, T_max=epochs * (len(loader) // accumulation_steps))
    for _ in range(epochs):
        for step, (x, y) in enumerate(loader):
            (criterion(model(x), y) / accumulation_steps).backward()
            if (step + 1) % accumulation_steps == 0:
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()  # expect: schedule-steps


def train_with_warmup(model, loader, criterion, args):
    optimizer = torch.optim.AdamW(model.parameters())
    updates = len(loader) // args.gradient_accumulation_steps * args.epochs
    scheduler = get_linear_schedule_with_warmup(optimizer, int(0.1 * updates), updates)
    for _ in range(args.epochs):
        for step, (x, y) in enumerate(loader):
            loss = criterion(model(x), y) / args.gradient_accumulation_steps
            loss.backward()
            scheduler.step()  # expect: schedule-steps, step-order
            if step % args.gradient_accumulation_steps == 0:
                optimizer.step()
                optimizer.zero_grad()


def make_decay(optimizer, warmup, total):
    return LambdaLR(optimizer, lambda step: min(step / warmup, (total - step) / (total - warmup)))


def train_with_a_maker(model, train_loader, criterion, accum=4):
    optimizer = torch.optim.AdamW(model.parameters())
    total = 10 * len(train_loader) / accum
    scheduler = make_decay(optimizer, 100, total)
    for _ in range(10):
        for step, (x, y) in enumerate(train_loader):
            (criterion(model(x), y) / accum).backward()
            if (step + 1) % accum == 0:
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()  # expect: schedule-steps


def train_rightly(model, loader, criterion, epochs, accumulation_steps):
    optimizer = torch.optim.AdamW(model.parameters())
    scheduler = CosineAnnealingLR(optimizer, T_max=epochs * (len(loader) // accumulation_steps))
    for _ in range(epochs):
        for step, (x, y) in enumerate(loader):
            (criterion(model(x), y) / accumulation_steps).backward()
            if (step + 1) % accumulation_steps == 0:
                optimizer.step()
                scheduler.step()
                optimizer.zero_grad()


def train_in_batches(model, loader, criterion, epochs, accumulation_steps):
    optimizer = torch.optim.AdamW(model.parameters())
    scheduler = OneCycleLR(optimizer, 1e-3, total_steps=epochs * len(loader))
    for _ in range(epochs):
        for step, (x, y) in enumerate(loader):
            (criterion(model(x), y) / accumulation_steps).backward()
            if (step + 1) % accumulation_steps == 0:
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()


def train_with_groups(model, loader, criterion, accumulation_steps):
    optimizer = torch.optim.AdamW(model.parameters())
    scheduler = make_decay(optimizer, 100, len(loader) // accumulation_steps)
    for group in loader:
        for x, y in group:
            (criterion(model(x), y) / accumulation_steps).backward()
        optimizer.step()
        optimizer.zero_grad()
        scheduler.step()


def train_under_an_accelerator(accelerator, model, loader, criterion, accumulation_steps):
    optimizer = torch.optim.AdamW(model.parameters())
    scheduler = CosineAnnealingLR(optimizer, T_max=len(loader) // accumulation_steps)
    for x, y in loader:
        with accelerator.accumulate(model):
            accelerator.backward(criterion(model(x), y))
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
