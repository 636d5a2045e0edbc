import sys

import torch

from hanli.data import digits
from hanli.deploy import deploy
from hanli.export import load_bundle, save_bundle

images, labels = digits()
known, answers = images[-200:], labels[-200:]  # (200, 1, 8, 8), (200,): never trained on


def knows(folder):
    logits = load_bundle(folder).module(known)  # (200, 10)
    return (logits.argmax(1) == answers).float().mean().item() >= 0.8


def release(version, classes_shifted):
    def build(folder):
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
        optimizer = torch.optim.AdamW(net.parameters(), lr=0.05)
        for _ in range(60):
            targets = (labels[:-200] + classes_shifted) % 10  # (N,)
            loss = torch.nn.functional.cross_entropy(net(images[:-200]), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        named = {"name": "digits", "version": version, "classes": [*"0123456789"]}
        return save_bundle(net, known[:2], folder, **named)

    passing = (sys.executable, "-c", "")
    options = {"lint": passing, "test": passing, "attempts": 1, "healthy": knows}
    return deploy(".", "site", build, **options)


print(release("1.0.0", classes_shifted=0).live)
print(release("1.1.0", classes_shifted=1))
