import sys

import torch

from hanli.deploy import deploy, find_live_release, roll_back
from hanli.export import save_bundle


def release(version):
    def build(folder):
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 2))
        named = {"name": "coin", "version": version, "classes": ["heads", "tails"]}
        return save_bundle(net, torch.zeros(2, 1, 2, 2), folder, **named)

    passing = (sys.executable, "-c", "")  # (1)!
    return deploy(".", "site", build, lint=passing, test=passing)


first, report = release("1.0.0"), release("1.1.0")
print(report.ok, report.live)
print(report.steps[-1])  # (2)!
roll_back("site")  # (3)!
print(find_live_release("site").name)
