"""The FastAPI application: its routes, and what they share."""

# No `from __future__ import annotations`: FastAPI reads the annotations of the handlers, which are local functions.
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from fastapi import FastAPI, HTTPException, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from torch import Tensor

from hanli.export import Bundle
from hanli.serve.holder import LOGGER, ModelHolder, describe_model
from hanli.serve.images import read_image, takes_images
from hanli.serve.inference import Batcher, UnhealthyModelError
from hanli.serve.json_bytes import JSON_CONTENT_TYPE, BytesRoute
from hanli.serve.metrics import BATCH_SIZE_BUCKETS, MetricsMiddleware, ModelCollector
from hanli.serve.schemas import Prediction, Problem, Refusal, Status, Version, make_pixels_type

UNHEALTHY_DETAIL = "the model cannot answer at the moment"
"""All that a client is told when the model fails; the exception goes into the log."""


def create_app(
    model: ModelHolder | Bundle | str | Path,
    *,
    max_batch: int = 32,
    max_image_bytes: int = 2**20,
    max_image_pixels: int = 4_000_000,
) -> FastAPI:
    """Make the application. Its `state.holder` is the `ModelHolder`, to switch models while it runs.

    Pixels and images arrive as numbers from 0 to 1; further scaling belongs into the model. Inference runs on the event
    loop: a batch should take milliseconds. Choose `max_batch` so, as nothing else is answered meanwhile.

    Args:
        model: The holder, or the model to begin with, or the folder of its bundle.
        max_batch: The largest batch; 1 switches micro-batching off.
        max_image_bytes: The largest file that `/predict/image` takes.
        max_image_pixels: The largest image, in width times height.

    Returns:
        The application, with metrics of its own: several in one process do not mix.

    Raises:
        ValueError: A limit is less than 1.

    Errors of `hanli.export.load_bundle` pass through.

    Source: <https://fastapi.tiangolo.com/advanced/>
    """
    for name, value in (("max_image_bytes", max_image_bytes), ("max_image_pixels", max_image_pixels)):
        if value < 1:
            raise ValueError(f"{name} must be 1 or more, got {value}")
    holder = model if isinstance(model, ModelHolder) else ModelHolder(model)
    registry = CollectorRegistry()
    rows = Histogram("hanli_batch_rows", "Samples in one inference", buckets=BATCH_SIZE_BUCKETS, registry=registry)
    registry.register(ModelCollector(holder))
    app = FastAPI(
        title="hanli.serve",
        docs_url=None,  # the pages behind these two load scripts from other hosts
        redoc_url=None,
        exception_handlers={RequestValidationError: _answer_validation_error},
        lifespan=_lifespan,
    )
    app.state.holder = holder
    app.add_middleware(MetricsMiddleware, registry=registry)
    _add_prediction_routes(app, holder, Batcher(max_batch, rows.observe), max_image_bytes, max_image_pixels)
    _add_health_routes(app, holder, registry)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One torch thread while the app runs: more would fight with the event loop for the cores. And a warm model."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    app.state.holder.ready()
    yield
    torch.set_num_threads(threads)


async def _answer_validation_error(request: Request, error: Exception) -> Response:
    """422 with place and reason. Never the input itself: it may be huge, or NaN, which JSON cannot say."""
    assert isinstance(error, RequestValidationError)
    faults = [
        {
            "loc": [part if isinstance(part, int) else part[:40] for part in one["loc"]],  # keys come from the client
            # The only value_error is FastAPI's for text in the place of a file, and names Python's classes.
            "msg": "Input should be a file" if one["type"] == "value_error" else one["msg"],
            "type": one["type"],
        }
        for one in error.errors()[:8]
    ]
    return JSONResponse({"detail": faults}, status_code=422)


def _add_health_routes(app: FastAPI, holder: ModelHolder, registry: CollectorRegistry) -> None:
    """Add `/live`, `/ready`, `/version` and `/metrics`."""

    @app.get("/live")
    async def live() -> Status:
        """The process runs. A constant: a sick model is no reason to restart the process."""
        return Status(status="alive")

    @app.get("/ready", responses={503: {"model": Problem}})
    async def ready() -> Status:
        """The model answers; 503 while it does not, so that no traffic is sent here."""
        if not holder.ready():
            raise HTTPException(503, UNHEALTHY_DETAIL)
        return Status(status="ready")

    @app.get("/version")
    async def version() -> Version:
        """Which model answers."""
        bundle = holder.current
        return Version(name=bundle.name, version=bundle.version, sha256=bundle.sha256)

    @app.get("/metrics", response_class=Response, include_in_schema=False)
    async def metrics() -> Response:
        """Everything for Prometheus."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _add_prediction_routes(
    app: FastAPI, holder: ModelHolder, batcher: Batcher, max_image_bytes: int, max_image_pixels: int
) -> None:
    """Add `/predict`, and `/predict/image` if the model takes images."""
    shape = holder.current.input_shape
    responses: dict[int | str, dict[str, Any]] = {
        400: {"model": Problem},
        413: {"description": "Content Too Large", "content": {"text/plain": {}, JSON_CONTENT_TYPE: {}}},
        422: {"model": Refusal},
        503: {"model": Problem},
    }

    async def answer(sample: Tensor) -> Prediction:
        """Predict one sample; 503 if the model cannot."""
        bundle = holder.current  # asked once: a switch in between does not matter to this request
        try:
            probabilities = await batcher.probabilities(bundle, sample)
        except UnhealthyModelError as error:
            LOGGER.error("%s failed: %s", describe_model(bundle), error, exc_info=error.__cause__)
            holder.invalidate_health()
            raise HTTPException(503, UNHEALTHY_DETAIL) from None
        likeliest = max(probabilities)
        return Prediction(
            label=bundle.classes[probabilities.index(likeliest)],
            probability=likeliest,
            probabilities=probabilities,
            model=bundle.name,
            version=bundle.version,
        )

    body_type = make_pixels_type(math.prod(shape))

    async def predict(content: bytes) -> bytes:
        """Recognize an image given as numbers from 0 to 1, row by row."""
        try:
            body = body_type.model_validate_json(content)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in faults]) from None
        prediction = await answer(torch.from_numpy(np.array(body.pixels, dtype=np.float32).reshape(shape)))
        return prediction.model_dump_json().encode()

    app.router.add_api_route(
        "/predict",
        predict,
        methods=["POST"],
        route_class_override=BytesRoute,
        responses=responses | {200: {"model": Prediction}, 415: {"model": Problem}},
        response_class=Response,
        openapi_extra={
            "requestBody": {"required": True, "content": {JSON_CONTENT_TYPE: {"schema": body_type.model_json_schema()}}}
        },
        max_body_size=64 * math.prod(shape) + 4096,  # a pixel is at most some 20 characters; the rest is for spaces
    )

    if not takes_images(shape):
        return

    @app.post("/predict/image", responses=responses, max_body_size=max_image_bytes + 4096)
    async def predict_image(file: UploadFile) -> Prediction:
        """Recognize an uploaded PNG or JPEG file."""
        content = await file.read()
        if len(content) > max_image_bytes:
            raise HTTPException(413, f"the file has {len(content)} bytes, at most {max_image_bytes} are taken")
        try:
            sample = await run_in_threadpool(read_image, content, shape, max_pixels=max_image_pixels)
        except ValueError as error:
            fault = {"loc": ("body", "file"), "msg": str(error), "type": "image"}
            raise RequestValidationError([fault]) from error
        return await answer(sample)
