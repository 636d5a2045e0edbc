import json
import os
import sys
from multiprocessing import Process
from pathlib import Path

import torch

from hanli.deploy import deploy, find_live_release
from hanli.export import save_bundle


def release(version, healthy):
    def build(folder):
        torch.manual_seed(1640)
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
        named = {"name": "digits", "version": version, "classes": [*"0123456789"]}
        return save_bundle(net, torch.zeros(2, 1, 8, 8), folder, **named)

    passing = (sys.executable, "-c", "")  # stands for lint and test
    return deploy(".", "site", build, lint=passing, test=passing, healthy=healthy)


def well(folder):
    return True


def die(folder):
    os._exit(9)  # (1)!


if __name__ == "__main__":
    for version, healthy in (("1.0.0", well), ("1.1.0", die)):
        process = Process(target=release, args=(version, healthy))  # (2)!
        process.start()
        process.join()
        state = json.loads(Path("site/live.json").read_text(encoding="utf-8"))
        print("ended with", process.exitcode, state)
    print("serves:", find_live_release("site").name)  # (3)!
    print(release("1.1.0", well))
