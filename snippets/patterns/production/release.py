import sys
from functools import partial

import torch

from hanli.deploy import deploy
from hanli.export import save_bundle
from hanli.serve import Follower

net, rows, passing = torch.nn.Linear(2, 2), torch.zeros(2, 2), (sys.executable, "-c", "")
quick = {"lint": passing, "test": passing, "attempts": 2, "pause": 0}


def look():
    for process in running:
        process.look()  # (1)!


def release(version, asked):
    def healthy(folder):
        look()
        return all(folder.name.endswith(one.holder.current.version) for one in asked)  # (2)!

    build = partial(save_bundle, net, rows, name="coin", version=version, classes=["a", "b"])
    report = deploy(".", "site", build, healthy=healthy, **quick)
    look()
    serving = [process.holder.current.version for process in processes]
    print(f"{version}: {'published' if report.ok else 'rolled back'}, serving:", *serving)


processes = running = []
release("1.0.0", [])
processes = [Follower("site"), Follower("site")]
running = list(processes)
release("1.1.0", asked=processes)
running.pop()  # (3)!
release("1.2.0", asked=processes[:1])
release("1.3.0", asked=processes)
