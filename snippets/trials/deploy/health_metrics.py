import torch
from fastapi.testclient import TestClient

from hanli.export import Bundle
from hanli.serve import create_app


def net(batch):
    return torch.zeros(len(batch), 2)


app = create_app(Bundle("beasts", "1.0.0", "ab" * 32, ("crane", "turtle"), (1, 8, 8), net))
client = TestClient(app)
for body in [{"pixels": [0] * 64}] * 3 + [{}] * 2:
    client.post("/predict", json=body)
client.get("/wp-login.php")  # (1)!

print(client.get("/version").json()["version"])
for line in client.get("/metrics").text.splitlines():
    if line.startswith(("hanli_request_seconds_count", "hanli_batch_rows_sum")):  # (2)!
        print(line)
    if 'le="+Inf",route="/predict"' in line:
        print(line)
