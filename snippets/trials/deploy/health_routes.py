import logging

import torch
from fastapi.testclient import TestClient

from hanli.export import Bundle
from hanli.serve import create_app


class Say(logging.Handler):
    def emit(self, record):
        print("   log:", record.getMessage())


logging.getLogger("hanli.serve").addHandler(Say())  # (1)!
calls, mood = [], "well"


def net(batch):
    calls.append(len(batch))
    if mood == "broken":
        raise OSError("cannot open /srv/models/customer-a/digits.pt2")
    return torch.full((len(batch), 2), float("nan") if mood == "nan" else 0.0)


names = ("crane", "turtle")
client = TestClient(create_app(Bundle("beasts", "1.0.0", "0" * 64, names, (1, 8, 8), net)))
for _ in range(100):
    client.get("/ready")
print("inferences for 100 probes:", len(calls))  # (2)!

for mood in ["well", "nan", "broken", "well"]:
    print("the model is", mood)
    predicted = client.post("/predict", json={"pixels": [0] * 64})
    ready, live = client.get("/ready"), client.get("/live")  # (3)!
    print("  ", predicted.status_code, predicted.json().get("detail", "answered"))
    print("   ready", ready.status_code, "| live", live.status_code)
