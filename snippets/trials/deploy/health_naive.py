import torch
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from torch import nn

app, net, calls = FastAPI(), nn.Linear(64, 10), []


@app.get("/health")
def health():  # (1)!
    try:
        output = net(torch.rand(1, 64))
        calls.append(output.requires_grad)
        return {"status": "ok"}
    except Exception as error:
        return Response(str(error), status_code=503)  # (2)!


client = TestClient(app)
for _ in range(100):
    client.get("/health")
print("inferences for 100 probes:", len(calls), "| each records a graph:", all(calls))


def broken(batch):
    raise OSError("cannot open /srv/models/customer-a/digits.pt2")


net = broken
answer = client.get("/health")
print(answer.status_code, answer.headers.get("content-type"), answer.text)
