import sys

import torch

from hanli.deploy import deploy, find_live_release
from hanli.export import save_bundle

passing = (sys.executable, "-c", "")  # stands for lint and test, which passed


def release(version, weight):
    def build(folder):
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
        torch.nn.init.constant_(net[1].weight, weight)
        named = {"name": "digits", "version": version, "classes": [*"0123456789"]}
        return save_bundle(net, torch.zeros(2, 1, 8, 8), folder, **named)

    options = {"lint": passing, "test": passing, "attempts": 2, "pause": 0}
    return deploy(".", "site", build, **options)


print(release("1.0.0", weight=0.1).live)
print(release("1.1.0", weight=float("nan")), "\n")  # (1)!
print(release("1.1.0", weight=0.2), "\n")  # (2)!
print(release("1.1.1", weight=0.2).live)
print(find_live_release("site").as_posix())
