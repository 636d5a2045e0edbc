"""A scaler that steps, and a loss that it never scaled."""

import torch
import torch.nn.functional as F

scaler = torch.amp.GradScaler("cuda")


def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(model(x), y)
        loss.backward()  # expect: missing-step
        scaler.step(optimizer)
        scaler.update()
