import torch
from fastapi.testclient import TestClient

from hanli.export import Bundle
from hanli.serve import ModelHolder, create_app


def brightness(batch):  # (1)!
    return torch.stack([batch.mean(dim=(1, 2, 3)), torch.full((len(batch),), 0.5)], dim=1)


def darkness(batch):
    return brightness(1 - batch)


names, shape = ("over half", "under half"), (1, 2, 2)
holder = ModelHolder(Bundle("light", "1.0.0", "0" * 64, names, shape, brightness))
app = create_app(holder)

with TestClient(app) as client:  # (2)!

    def ask():
        answer = client.post("/predict", json={"pixels": [1, 1, 0.5, 0.9]}).json()
        return answer["version"], answer["label"]

    print(*ask())
    holder.switch(Bundle("light", "2.0.0", "1" * 64, names, shape, darkness))
    print(*ask())
    holder.rollback()
    print(*ask())
