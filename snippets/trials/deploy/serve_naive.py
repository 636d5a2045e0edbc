import torch
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from torch import nn

app = FastAPI()
net = nn.Linear(64, 10)


@app.post("/predict")
def predict(payload: dict):  # (1)!
    try:
        logits = net(torch.tensor([payload["pixels"]]))
        return {"label": logits.argmax().item()}
    except Exception as error:
        raise HTTPException(500, str(error)) from error  # (2)!


client = TestClient(app)
bodies = {
    "empty": {},
    "wrong key": {"pixel": [0.5] * 64},
    "3 pixels": {"pixels": [0.5] * 3},
    "text": {"pixels": ["seven"] * 64},
    "nulls": {"pixels": [None] * 64},
}
for name, body in bodies.items():
    answer = client.post("/predict", json=body)
    print(answer.status_code, name, "|", answer.json()["detail"][:60])
