"""The FastAPI application: its routes, and what they share."""

# No `from __future__ import annotations`: FastAPI reads the annotations of the handlers, which are local functions.
import asyncio
import gc
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from fastapi import FastAPI, HTTPException, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from torch import Tensor

from hanli.export import Bundle
from hanli.serve.admission import AdmissionMiddleware
from hanli.serve.holder import LOGGER, ModelHolder, describe_model
from hanli.serve.images import normalize, read_image, takes_images
from hanli.serve.inference import Batcher, UnhealthyModelError
from hanli.serve.json_bytes import JSON_CONTENT_TYPE, BytesRoute
from hanli.serve.metrics import BATCH_SIZE_BUCKETS, MetricsMiddleware, ModelCollector
from hanli.serve.schemas import Prediction, Problem, Refusal, Status, Version, make_pixels_type, make_text_type

UNHEALTHY_DETAIL = "the model cannot answer at the moment"
"""All that a client is told when the model fails; the exception goes into the log."""

DRAINING_DETAIL = "this process is about to stop"
"""What `/ready` says after SIGTERM, while requests are still answered."""

DECODING_SLOTS = 2
"""How many images are decoded at once: each takes some ten times the memory of its pixels."""


def create_app(
    model: ModelHolder | Bundle | str | Path,
    *,
    max_batch: int = 32,
    max_image_bytes: int = 2**20,
    max_image_pixels: int = 4_000_000,
    max_requests: int = 128,
    max_body_bytes: int = 2**26,
    body_seconds: float = 10.0,
    read_text: Callable[[str], Tensor] | None = None,
    max_characters: int = 100_000,
) -> FastAPI:
    """Make the application. Its `state.holder` is the `ModelHolder`, to switch models while it runs.

    Pixels and images arrive as numbers from 0 to 1, and are treated as the bundle says that they were in training.
    Inference runs in a thread of its own, so that `/live` answers meanwhile, and images are decoded in two others.
    While it runs, the application is out of the sight of the garbage collector, which would stop every request for as
    long as it looks through all of torch.

    Args:
        model: The holder, or the model to begin with, or the folder of its bundle.
        max_batch: The largest batch; 1 switches dynamic batching off.
        max_image_bytes: The largest file that `/predict/image` takes.
        max_image_pixels: The largest image, in width times height.
        max_requests: How many predictions are taken at once; one more is 503 with `Retry-After`.
        max_body_bytes: How many bytes of their bodies are held at once, the same.
        body_seconds: How long one body may take to arrive; then it is 408, and the connection is closed.
        read_text: Turns a text into a sample of the model; adds `/predict/text`.
        max_characters: The longest text.

    Returns:
        The application, with metrics of its own: several in one process do not mix.

    Raises:
        ValueError: A limit is less than 1, or `body_seconds` not above 0, or the network takes other input than
            floating-point numbers.

    Errors of `hanli.export.load_bundle` pass through.

    Source: <https://fastapi.tiangolo.com/advanced/>
    """
    for name, value in (
        ("max_image_bytes", max_image_bytes),
        ("max_image_pixels", max_image_pixels),
        ("max_requests", max_requests),
        ("max_body_bytes", max_body_bytes),
        ("max_characters", max_characters),
    ):
        if value < 1:
            raise ValueError(f"{name} must be 1 or more, got {value}")
    if not body_seconds > 0:
        raise ValueError(f"body_seconds must be above 0, got {body_seconds}")
    holder = model if isinstance(model, ModelHolder) else ModelHolder(model)
    registry = CollectorRegistry()
    rows = Histogram("hanli_batch_rows", "Samples in one inference", buckets=BATCH_SIZE_BUCKETS, registry=registry)
    registry.register(ModelCollector(holder))
    app = FastAPI(
        title="hanli.serve",
        docs_url=None,  # the pages behind these two load scripts from other hosts
        redoc_url=None,
        exception_handlers={RequestValidationError: _answer_validation_error},
        redirect_slashes=False,  # a redirect would name whatever host the client put into its header
        lifespan=_lifespan,
    )
    app.state.holder, app.state.draining = holder, False
    app.add_middleware(
        AdmissionMiddleware,
        paths=("/predict", "/predict/image", "/predict/text"),
        max_requests=max_requests,
        max_bytes=max_body_bytes,
        body_seconds=body_seconds,
    )
    app.add_middleware(MetricsMiddleware, registry=registry)
    batcher = Batcher(max_batch, rows.observe)
    answer = _make_answer(holder, batcher)
    _add_prediction_routes(app, holder, answer, max_image_bytes, max_image_pixels)
    if read_text is not None:
        _add_text_route(app, holder, answer, read_text, max_characters)
    _add_health_routes(app, holder, batcher, registry)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One torch thread while the app runs: more would fight with the event loop for the cores. And a warm model.

    What is there by then stays: the garbage collector need not look through it again and again.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    app.state.holder.ready()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
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


def _add_health_routes(app: FastAPI, holder: ModelHolder, batcher: Batcher, registry: CollectorRegistry) -> None:
    """Add `/live`, `/ready`, `/version` and `/metrics`, each for GET and for HEAD."""

    @app.head("/live", include_in_schema=False)
    @app.get("/live")
    async def live() -> Status:
        """The process runs. A constant: a sick model is no reason to restart the process."""
        return Status(status="alive")

    @app.head("/ready", include_in_schema=False)
    @app.get("/ready", responses={503: {"model": Problem}})
    async def ready() -> Status:
        """The model answers; 503 while it does not, so that no traffic is sent here."""
        if app.state.draining:
            raise HTTPException(503, DRAINING_DETAIL)
        if not holder.known_ready and not await batcher.run(holder.ready):
            raise HTTPException(503, UNHEALTHY_DETAIL)
        return Status(status="ready")

    @app.head("/version", include_in_schema=False)
    @app.get("/version")
    async def version() -> Version:
        """Which model answers."""
        bundle = holder.current
        return Version(name=bundle.name, version=bundle.version, sha256=bundle.sha256)

    @app.head("/metrics", include_in_schema=False)
    @app.get("/metrics", response_class=Response, include_in_schema=False)
    async def metrics() -> Response:
        """Everything for Prometheus."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


Answer = Callable[[Bundle, Tensor], Awaitable[Prediction]]
RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem},
    408: {"model": Problem},
    413: {"description": "Content Too Large", "content": {"text/plain": {}, JSON_CONTENT_TYPE: {}}},
    422: {"model": Refusal},
    503: {"model": Problem},
}


def _make_answer(holder: ModelHolder, batcher: Batcher) -> Answer:
    """What all routes ask with their bundle and their sample."""

    async def answer(bundle: Bundle, sample: Tensor) -> Prediction:
        """Predict one sample; 503 if the model cannot."""
        try:
            probabilities = await batcher.probabilities(bundle, sample)
        except UnhealthyModelError as error:
            LOGGER.error("%s failed: %s", describe_model(bundle), error, exc_info=error.__cause__)
            holder.record_failure(bundle, sample)
            raise HTTPException(503, UNHEALTHY_DETAIL) from None
        holder.record_success(bundle)
        likeliest = max(probabilities)
        return Prediction(
            label=bundle.classes[probabilities.index(likeliest)],
            probability=likeliest,
            probabilities=probabilities,
            model=bundle.name,
            version=bundle.version,
        )

    return answer


def _add_text_route(
    app: FastAPI, holder: ModelHolder, answer: Answer, read_text: Callable[[str], Tensor], max_characters: int
) -> None:
    """Add `/predict/text`."""
    body_type = make_text_type(max_characters)

    async def predict_text(content: bytes) -> bytes:
        """Classify a text."""
        body = _read_body(body_type, content)
        bundle = holder.current  # asked once: a switch in between does not matter to this request
        prediction = await answer(bundle, await run_in_threadpool(read_text, body.text))
        return prediction.model_dump_json().encode()

    # A character is at most 12 bytes of JSON (two escapes of six); the rest is for spaces and the name.
    _add_json_route(app, "/predict/text", predict_text, body_type, 12 * max_characters + 4096)


Body = TypeVar("Body", bound=BaseModel)


def _read_body(body_type: type[Body], content: bytes) -> Body:
    """The body of a request, or what is wrong with it as an answer of 422."""
    try:
        return body_type.model_validate_json(content)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in faults]) from None


def _add_json_route(
    app: FastAPI,
    path: str,
    handler: Callable[[bytes], Awaitable[bytes]],
    body_type: type[BaseModel],
    max_body_size: int,
) -> None:
    """Add a route whose handler takes the bytes of a JSON body and returns those of a prediction."""
    app.router.add_api_route(
        path,
        handler,
        methods=["POST"],
        route_class_override=BytesRoute,
        responses=RESPONSES | {200: {"model": Prediction}, 415: {"model": Problem}},
        response_class=Response,
        openapi_extra={
            "requestBody": {"required": True, "content": {JSON_CONTENT_TYPE: {"schema": body_type.model_json_schema()}}}
        },
        max_body_size=max_body_size,
    )


def _add_prediction_routes(
    app: FastAPI, holder: ModelHolder, answer: Answer, max_image_bytes: int, max_image_pixels: int
) -> None:
    """Add `/predict`, and `/predict/image` if the model takes images."""
    shape = holder.current.input_shape
    body_type = make_pixels_type(math.prod(shape))

    async def predict(content: bytes) -> bytes:
        """Recognize an image given as numbers from 0 to 1, row by row."""
        body = _read_body(body_type, content)
        bundle = holder.current  # asked once: a switch in between does not matter to this request
        pixels = torch.from_numpy(np.array(body.pixels, dtype=np.float32).reshape(shape))
        prediction = await answer(bundle, normalize(pixels, bundle.preprocessing))
        return prediction.model_dump_json().encode()

    # A pixel is at most some 20 characters; the rest is for spaces.
    _add_json_route(app, "/predict", predict, body_type, 64 * math.prod(shape) + 4096)

    if not takes_images(shape):
        return

    decoding = ThreadPoolExecutor(DECODING_SLOTS, "hanli-decoding")

    @app.post("/predict/image", responses=RESPONSES, max_body_size=max_image_bytes + 4096)
    async def predict_image(file: UploadFile) -> Prediction:
        """Recognize an uploaded PNG or JPEG file."""
        content = await file.read()
        if len(content) > max_image_bytes:
            raise HTTPException(413, f"the file has {len(content)} bytes, at most {max_image_bytes} are taken")
        bundle = holder.current
        read = partial(read_image, content, shape, max_pixels=max_image_pixels, preprocessing=bundle.preprocessing)
        try:
            sample = await asyncio.get_running_loop().run_in_executor(decoding, read)
        except ValueError as error:
            fault = {"loc": ("body", "file"), "msg": str(error), "type": "image"}
            raise RequestValidationError([fault]) from error
        return await answer(bundle, sample)
