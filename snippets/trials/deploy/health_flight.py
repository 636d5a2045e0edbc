import torch
from fastapi.testclient import TestClient

from hanli.export import Bundle
from hanli.serve import ModelHolder, create_app


def bundle(version, net):
    return Bundle("beasts", version, "0" * 64, ("crane", "turtle"), (1, 8, 8), net)


def new(batch):
    return torch.zeros(len(batch), 2)


def old(batch):
    if holder.current.version == "1.0.0":
        holder.switch(bundle("2.0.0", new))  # (1)!
        print("now", holder.current.version, "answers")
    return torch.zeros(len(batch), 2)


holder = ModelHolder(bundle("1.0.0", old))
client = TestClient(create_app(holder))
for _ in range(2):
    answer = client.post("/predict", json={"pixels": [0] * 64})
    print(answer.status_code, answer.json()["version"])
