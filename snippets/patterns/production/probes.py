import logging
from pathlib import Path

import yaml
from fastapi.testclient import TestClient

from hanli.export import Bundle
from hanli.serve import create_app

deployment, service = yaml.safe_load_all(Path("deployment.yaml").read_text(encoding="utf-8"))
(container,) = deployment["spec"]["template"]["spec"]["containers"]
probes = {name: container[f"{name}Probe"] for name in ("startup", "liveness", "readiness")}
logging.disable()  # (1)!


def model(batch):
    return batch.flatten(1) / (0 if broken else 1)  # (2)!


def ask(state):
    paths = {name: probe["httpGet"]["path"] for name, probe in probes.items()}
    print(f"{state:9}", *(f"{name} {client.get(path).status_code}" for name, path in paths.items()))


broken = False
beasts = Bundle("beasts", "1.0.0", "0" * 64, ("crane", "turtle"), (1, 1, 2), model)
with TestClient(create_app(beasts)) as client:
    ask("healthy")
    broken = True
    client.post("/predict", json={"pixels": [0, 1]})  # (3)!
    ask("broken")
    broken = False
    ask("again")
    client.app.state.draining = True  # (4)!
    ask("draining")
