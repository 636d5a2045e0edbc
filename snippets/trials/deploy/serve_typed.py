from typing import Annotated

import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from torch import nn

Pixel = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]  # (1)!


class Digit(BaseModel):
    pixels: Annotated[list[Pixel], Field(min_length=64, max_length=64)]  # (2)!


class Answer(BaseModel):
    label: int


app = FastAPI()
net = nn.Linear(64, 10).eval()


@app.post("/predict")
async def predict(digit: Digit) -> Answer:  # (3)!
    with torch.inference_mode():
        return Answer(label=net(torch.tensor([digit.pixels])).argmax().item())


client = TestClient(app)
good = {"pixels": [0.5] * 64}
wrong = [{}, {"pixel": [0.5] * 64}, {"pixels": [0.5] * 3}, {"pixels": ["seven"] * 64}]
for body in [good, *wrong, {"pixels": [None] * 64}, {"pixels": [7] * 64}]:
    answer = client.post("/predict", json=body)
    detail = answer.json().get("detail")
    print(answer.status_code, detail[0]["msg"] if detail else list(answer.json()))
