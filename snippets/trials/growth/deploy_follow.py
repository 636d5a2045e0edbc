import sys
import threading
from functools import partial

import torch
from fastapi.testclient import TestClient

from hanli.deploy import deploy, roll_back
from hanli.export import save_bundle
from hanli.serve import Follower, create_app

net, rows, passing = torch.nn.Linear(2, 2), torch.zeros(2, 2), (sys.executable, "-c", "")


def release(version, **options):
    build = partial(save_bundle, net, rows, name="coin", version=version, classes=["a", "b"])
    return deploy(".", "site", build, lint=passing, test=passing, **options).live


def serves(folder):
    return folder.name.endswith(client.get("/version").json()["version"])


def keep_asking():
    while not enough.is_set():
        answer = client.post("/predict", json={"pixels": [0, 1]})
        seen.add((answer.status_code, answer.json().get("version")))


release("1.0.0")
follower, seen, enough = Follower("site"), set(), threading.Event()  # (1)!
follower.start()
with TestClient(create_app(follower.holder)) as client:
    asking = threading.Thread(target=keep_asking)
    asking.start()
    print("there:", release("1.1.0", healthy=serves, attempts=60))  # (2)!
    print("back: ", roll_back("site", healthy=serves, attempts=60).name)
    enough.set()
    asking.join()
print("answers:", sorted(seen))
