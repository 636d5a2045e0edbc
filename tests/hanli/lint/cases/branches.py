"""Clipping with and without a scaler, branch by branch, and clipping that comes too early or too late."""

import torch
from torch.nn.utils import clip_grad_norm_


def both_right(model, optimizer, scaler, loss, mixed):
    if mixed:
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
    else:
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def one_wrong(model, optimizer, scaler, loss, mixed):
    if not mixed:
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    else:
        scaler.scale(loss).backward()
        clip_grad_norm_(model.parameters(), 1.0)  # expect: clip-before-unscale
        scaler.step(optimizer)
        scaler.update()


def unscaled_in_the_other_branch(model, optimizer, scaler, loss, last):
    scaler.scale(loss).backward()
    if last:
        scaler.unscale_(optimizer)
    else:
        clip_grad_norm_(model.parameters(), 1.0)  # expect: clip-before-unscale
    scaler.step(optimizer)
    scaler.update()


def leaves_early(model, optimizer, scaler, loss, mixed):
    if not mixed:
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    clip_grad_norm_(model.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()


def parts_apart(model, optimizer, scaler, loss, mixed):
    if mixed:
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
    else:
        loss.backward()
    clip_grad_norm_(model.parameters(), 1.0)
    if mixed:
        scaler.step(optimizer)
        scaler.update()
    else:
        optimizer.step()


def clips_too_late(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()  # expect: step-order
        clip_grad_norm_(model.parameters(), 1.0)


def clips_too_early(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        clip_grad_norm_(model.parameters(), 1.0)  # expect: step-order
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
