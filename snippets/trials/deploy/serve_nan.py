from typing import Annotated

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field


class Digit(BaseModel):
    pixels: list[Annotated[float, Field(allow_inf_nan=False)]]


async def predict(digit: Digit) -> str:
    return "7"


async def refuse(request, error):
    faults = [{"msg": one["msg"], "type": one["type"]} for one in error.errors()]  # (1)!
    return JSONResponse({"detail": faults}, status_code=422)


plain = FastAPI()
cured = FastAPI(exception_handlers={RequestValidationError: refuse})
for app in plain, cured:
    app.post("/predict")(predict)
    client = TestClient(app, raise_server_exceptions=False)  # (2)!
    for body in [b'{"pixels": [NaN]}', b'{"\\ud800": 1}']:  # (3)!
        headers = {"Content-Type": "application/json"}
        answer = client.post("/predict", content=body, headers=headers)
        print(answer.status_code, answer.text)
