import logging

import torch
from fastapi.testclient import TestClient

from hanli.export import Bundle
from hanli.serve import ModelHolder, UnhealthyModelError, create_app

logging.disable()  # the log would go to stderr


def bundle(version, net):
    return Bundle("beasts", version, "0" * 64, ("crane", "turtle"), (1, 8, 8), net)


def good(batch):
    return torch.zeros(len(batch), 2)


def afraid_of_the_dark(batch):  # (1)!
    return good(batch) / batch.mean(dim=(1, 2, 3))[:, None]


def ask(pixel):
    answer = client.post("/predict", json={"pixels": [pixel] * 64})
    print(answer.status_code, answer.json().get("version"))


holder = ModelHolder(bundle("1.0.0", good))
client = TestClient(create_app(holder))
try:
    holder.switch(bundle("1.1.0", lambda batch: good(batch) / 0))  # (2)!
except UnhealthyModelError as error:
    print("refused:", error)
ask(0)
holder.switch(bundle("1.2.0", afraid_of_the_dark))
ask(0.5)
ask(0)
print("back to", holder.rollback().version)  # (3)!
ask(0)
