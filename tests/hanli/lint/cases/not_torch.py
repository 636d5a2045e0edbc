"""No PyTorch: the same words mean other things here."""

import numpy as np
from sklearn.preprocessing import StandardScaler


def evaluate(model, loader):
    losses = []
    for batch in loader:
        losses.append(model(batch))
    return losses


def scale(frame, optimizer):
    scaler = StandardScaler()
    for _ in range(3):
        optimizer.step()
    return scaler.fit_transform(frame.data), np.stack(frame)
