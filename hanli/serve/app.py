"""Put a bundle behind HTTP: checked input, batches, health, metrics, and a switch to another version and back.

`create_app` makes the FastAPI application, `run` serves it by uvicorn until it is told to stop. What a client sends is
refused with 4xx and a message, never with 500; what goes wrong inside is logged, and the client reads a fixed sentence.

Routes: `/predict` (JSON) and `/predict/image` (PNG or JPEG upload) answer with a label; `/live` says that the process
runs, `/ready` that the model answers, `/version` which model it is; `/metrics` is for Prometheus. There is no route to
switch models, since whoever can reach the port could use it: keep the `ModelHolder` and switch from your own code.

Not in here, because a reverse proxy does it better: TLS, who may ask, how often, and clients that send too slowly.

Source: <https://fastapi.tiangolo.com/>
"""

# No `from __future__ import annotations`: FastAPI reads the annotations of the handlers, which are local functions.
import argparse
import asyncio
import io
import logging
import math
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import torch
from fastapi import FastAPI, HTTPException, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError, create_model
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from torch import Tensor

from hanli.export import Bundle, load_bundle

LOGGER = logging.getLogger("hanli.serve")

JSON = "application/json"
"""The content type that `/predict` takes."""

SICK = "the model cannot answer at the moment"
"""All that a client is told when the model fails; the exception goes into the log."""

LEFT = 499
"""The status under which a request is counted whose client left before the answer; nothing of the kind is sent."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""The upper bounds of the latency histogram's buckets."""

ROWS = (1, 2, 4, 8, 16, 32, 64)
"""The upper bounds of the batch histogram's buckets."""


class SickModelError(Exception):
    """The model raised, or returned something else than finite numbers for every class."""


class NoPreviousModelError(Exception):
    """There is no version to go back to."""


class Pixels(BaseModel):
    """The JSON body of `/predict`; the application narrows it to the exact number of pixels of its model."""

    model_config = ConfigDict(extra="forbid")
    pixels: list[Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]]


class Prediction(BaseModel):
    """What a prediction answers: the likeliest class, how likely each one is, and which model says so."""

    label: str
    probability: float
    probabilities: list[float]
    model: str
    version: str


class Version(BaseModel):
    """Which model answers now; `sha256` is that of its program."""

    name: str
    version: str
    sha256: str


class Status(BaseModel):
    """The answer of `/live` and of a healthy `/ready`."""

    status: str


class Problem(BaseModel):
    """Why a request was not answered."""

    detail: str


class Fault(BaseModel):
    """One thing that is wrong with the input: where, and what."""

    loc: list[str | int]
    msg: str
    type: str


class Refusal(BaseModel):
    """What is wrong with the input."""

    detail: list[Fault]


class ModelHolder:
    """The model that answers now, and those before it.

    A request asks for `current` once and stays with what it got, so a switch disturbs none that is under way. All
    methods may be called from any thread.

    Args:
        bundle: The model to begin with, or the folder of its bundle.
        keep: How many earlier models stay in memory, for `rollback`.

    Raises:
        ValueError: `keep` is negative.

    Errors of `hanli.export.load_bundle` pass through.
    """

    def __init__(self, bundle: Bundle | str | Path, *, keep: int = 1) -> None:
        if keep < 0:
            raise ValueError(f"keep must be 0 or more, got {keep}")
        self._keep = keep
        self._lock = threading.Lock()
        self._current = _loaded(bundle)
        self._earlier: list[Bundle] = []
        self._proved: Bundle | None = None

    @property
    def current(self) -> Bundle:
        """The model that answers now."""
        return self._current

    def switch(self, bundle: Bundle | str | Path, *, check: bool = True) -> None:
        """Let another model answer from now on.

        Args:
            bundle: The model, or the folder of its bundle. Takes input of the same shape as the one before.
            check: Try it first, and refuse it if it is sick; the present model then goes on.

        Raises:
            SickModelError: It failed the trial.
            ValueError: It takes input of another shape.

        Errors of `hanli.export.load_bundle` pass through, and nothing has changed then.
        """
        new = _loaded(bundle)
        if new.input_shape != self._current.input_shape:
            raise ValueError(
                f"bundle must take input of shape {self._current.input_shape}, as the present one, got {new.input_shape}"
            )
        if check:
            _trial(new)
        with self._lock:
            self._earlier = [*self._earlier, self._current][-self._keep :] if self._keep else []
            self._become(new)

    def rollback(self) -> Bundle:
        """Let the model before the present one answer again; the present one is dropped.

        Returns:
            The model that answers now.

        Raises:
            NoPreviousModelError: None is kept.
        """
        with self._lock:
            if not self._earlier:
                raise NoPreviousModelError(f"no model before {_title(self._current)} is kept: switch to one instead")
            self._become(self._earlier.pop())
            return self._current

    def ready(self) -> bool:
        """Whether the present model answers: one inference, whose good result is kept until a request fails."""
        bundle = self.current
        if self._proved is not bundle:
            try:
                _trial(bundle)
            except SickModelError as error:
                LOGGER.error("%s is not ready: %s", _title(bundle), error, exc_info=error.__cause__)
                return False
            self._proved = bundle
        return True

    def doubt(self) -> None:
        """Forget that the model was healthy, so that `ready` tries it again; called when a request failed."""
        self._proved = None

    def _become(self, bundle: Bundle) -> None:
        LOGGER.info("%s follows %s", _title(bundle), _title(self._current))
        self._current = bundle


def infer(bundle: Bundle, samples: Sequence[Tensor]) -> list[list[float] | SickModelError]:
    """Compute the probabilities of a batch; a sample that the model cannot answer does not spoil the others.

    Args:
        bundle: The model.
        samples: At least one, each (*input_shape).

    Returns:
        For each sample its probabilities, one for each class, or the error.
    """
    try:
        with torch.inference_mode():
            logits = bundle.module(torch.stack(list(samples)))  # (N, K)
            if tuple(logits.shape) != (len(samples), len(bundle.classes)):
                raise SickModelError(f"returned shape {tuple(logits.shape)} for {len(samples)} samples")
            finite = logits.isfinite().all(dim=1).tolist()  # (N,)
            probabilities = logits.softmax(dim=1).tolist()  # (N, K)
    except Exception as error:
        if len(samples) > 1:
            return [infer(bundle, [sample])[0] for sample in samples]
        sick = error if isinstance(error, SickModelError) else SickModelError(f"raised {type(error).__name__}: {error}")
        sick.__cause__ = None if sick is error else error
        return [sick]
    return [
        row if right else SickModelError("returned a value that is not finite")
        for row, right in zip(probabilities, finite, strict=True)
    ]


class Batcher:
    """Puts samples that wait at the same time into one batch.

    The first sample asks for a flush at the next turn of the event loop, and whatever arrives until then goes with it.
    As long as a turn brought another sample, one more turn is waited for: requests that come together are read one by
    one, and the loop does that work sooner or later anyway. So nobody waits for company that does not come: a single
    client is served at once, many at once share one inference.

    Args:
        max_rows: The largest batch, which is never kept waiting. What is beyond goes into the next one, after other
            events had their turn.
        observe: Is told the size of every batch.

    Raises:
        ValueError: `max_rows` is less than 1.
    """

    def __init__(self, max_rows: int, observe: Callable[[int], object] = lambda rows: None) -> None:
        if max_rows < 1:
            raise ValueError(f"max_rows must be 1 or more, got {max_rows}")
        self._max_rows = max_rows
        self._observe = observe
        self._waiting: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}

    async def probabilities(self, bundle: Bundle, sample: Tensor) -> list[float]:
        """Compute the probabilities of one sample, (*input_shape), together with others that wait.

        Raises:
            SickModelError: The model cannot answer this sample.
        """
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, [])
        if not waiting:
            loop.call_soon(self._flush, loop, 1)
        row = _Waiting(bundle, sample, loop.create_future())
        waiting.append(row)
        return await row.future

    def _flush(self, loop: asyncio.AbstractEventLoop, seen: int) -> None:
        waiting = self._waiting.pop(loop)
        if seen < len(waiting) < self._max_rows:  # this turn brought somebody, so the next one may
            self._waiting[loop] = waiting
            loop.call_soon(self._flush, loop, len(waiting))
            return
        batch, rest = waiting[: self._max_rows], waiting[self._max_rows :]
        if rest:
            self._waiting[loop] = rest
            loop.call_soon(self._flush, loop, len(rest))
        for rows in _by_model(batch):
            self._observe(len(rows))
            for row, result in zip(rows, infer(rows[0].bundle, [row.sample for row in rows]), strict=True):
                if row.future.done():  # the client left
                    continue
                if isinstance(result, SickModelError):
                    row.future.set_exception(result)
                else:
                    row.future.set_result(result)


def read_image(content: bytes, shape: tuple[int, ...], *, max_pixels: int = 4_000_000) -> Tensor:
    """Turn a PNG or JPEG file into a sample.

    The image is turned upright, put on black where it is transparent, made grey or RGB, and resized to the model's
    height and width, whatever its proportions are.

    Args:
        content: The file.
        shape: What the model takes, (1, H, W) for grey or (3, H, W) for RGB.
        max_pixels: The largest image, in width times height. Read from its header, before anything is decoded.

    Returns:
        The sample, (*shape) in float32 from 0 (black) to 1.

    Raises:
        TypeError: `shape` is neither.
        ValueError: The file is of another kind, too large or damaged. The message is fit for the client.

    Source: <https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html>
    """
    if not _takes_images(shape):
        raise TypeError(f"shape must be (1, H, W) or (3, H, W), got {shape}")
    # The two classes and not Image.open: no other format's decoder sees the file, and the limit is ours.
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        kind: type[PngImagePlugin.PngImageFile | JpegImagePlugin.JpegImageFile] = PngImagePlugin.PngImageFile
    elif content.startswith(b"\xff\xd8\xff"):
        kind = JpegImagePlugin.JpegImageFile
    else:
        raise ValueError("the file is neither a PNG nor a JPEG image")
    channels, height, width = shape
    try:
        image: Image.Image = kind(io.BytesIO(content))
        if image.width * image.height > max_pixels:
            raise _Told(f"the image has {image.width}×{image.height} pixels, at most {max_pixels} are taken")
        if image.mode.startswith(("I", "F")):
            raise _Told("the image has more than 8 bits a channel, save it with 8")
        image = ImageOps.exif_transpose(image)
        if image.has_transparency_data:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
        image = image.convert("L" if channels == 1 else "RGB").resize((width, height), Image.Resampling.BILINEAR)
    except _Told:
        raise
    except Exception as error:  # whatever a decoder may raise on a damaged file
        raise ValueError("the image is damaged and cannot be read") from error
    array = np.asarray(image, dtype=np.float32).reshape(height, width, channels) / 255
    return torch.from_numpy(array).permute(2, 0, 1)


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
    rows = Histogram("hanli_batch_rows", "Samples in one inference", buckets=ROWS, registry=registry)
    registry.register(_ModelCollector(holder))
    app = FastAPI(
        title="hanli.serve",
        docs_url=None,  # the pages behind these two load scripts from other hosts
        redoc_url=None,
        exception_handlers={RequestValidationError: _refuse},
        lifespan=_lifespan,
    )
    app.state.holder = holder
    app.add_middleware(_Metrics, registry=registry)
    _add_predictions(app, holder, Batcher(max_batch, rows.observe), max_image_bytes, max_image_pixels)
    _add_health(app, holder, registry)
    return app


def run(
    model: ModelHolder | Bundle | str | Path, *, host: str = "127.0.0.1", port: int = 8000, grace: int = 30
) -> None:
    """Serve until SIGTERM or Ctrl+C; then take no new request, answer those that were taken, and return.

    One process, one thread: torch and the event loop share it without getting in each other's way. For more cores
    start more processes, each on its own port, behind a proxy.

    Args:
        model: As for `create_app`.
        host: The address to listen on. The default is reachable from this machine only.
        port: The port; 0 lets the system choose.
        grace: How many seconds the last answers may take.

    Source: <https://uvicorn.dev/settings/>
    """
    import uvicorn

    uvicorn.run(create_app(model), host=host, port=port, timeout_graceful_shutdown=grace)


class _Told(ValueError):
    """A ValueError whose message is already fit for the client."""


@dataclass(frozen=True)
class _Waiting:
    bundle: Bundle
    sample: Tensor
    future: "asyncio.Future[list[float]]"


def _loaded(bundle: Bundle | str | Path) -> Bundle:
    return bundle if isinstance(bundle, Bundle) else load_bundle(bundle)


def _title(bundle: Bundle) -> str:
    return f"model {bundle.name} {bundle.version}"


def _takes_images(shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[0] in (1, 3)


def _trial(bundle: Bundle) -> None:
    """One inference on a grey sample.

    Raises:
        SickModelError: It failed.
    """
    (result,) = infer(bundle, [torch.full(bundle.input_shape, 0.5)])
    if isinstance(result, SickModelError):
        raise result


def _by_model(rows: list[_Waiting]) -> Iterator[list[_Waiting]]:
    """Rows of one model together; during a switch two versions can wait at once."""
    groups: dict[int, list[_Waiting]] = {}
    for row in rows:
        groups.setdefault(id(row.bundle), []).append(row)
    yield from groups.values()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One torch thread while the app runs: more would fight with the event loop for the cores. And a warm model."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    app.state.holder.ready()
    yield
    torch.set_num_threads(threads)


async def _refuse(request: Request, error: Exception) -> Response:
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


def _add_health(app: FastAPI, holder: ModelHolder, registry: CollectorRegistry) -> None:
    @app.get("/live")
    async def live() -> Status:
        """The process runs. A constant: a sick model is no reason to restart the process."""
        return Status(status="alive")

    @app.get("/ready", responses={503: {"model": Problem}})
    async def ready() -> Status:
        """The model answers; 503 while it does not, so that no traffic is sent here."""
        if not holder.ready():
            raise HTTPException(503, SICK)
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


def _add_predictions(
    app: FastAPI, holder: ModelHolder, batcher: Batcher, max_image_bytes: int, max_image_pixels: int
) -> None:
    shape = holder.current.input_shape
    responses: dict[int | str, dict[str, Any]] = {
        400: {"model": Problem},
        413: {"description": "Content Too Large", "content": {"text/plain": {}, JSON: {}}},
        422: {"model": Refusal},
        503: {"model": Problem},
    }

    async def answer(sample: Tensor) -> Prediction:
        bundle = holder.current  # asked once: a switch in between does not matter to this request
        try:
            probabilities = await batcher.probabilities(bundle, sample)
        except SickModelError as error:
            LOGGER.error("%s failed: %s", _title(bundle), error, exc_info=error.__cause__)
            holder.doubt()
            raise HTTPException(503, SICK) from None
        likeliest = max(probabilities)
        return Prediction(
            label=bundle.classes[probabilities.index(likeliest)],
            probability=likeliest,
            probabilities=probabilities,
            model=bundle.name,
            version=bundle.version,
        )

    body_type = _exactly(math.prod(shape))

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
        route_class_override=_BytesRoute,
        responses=responses | {200: {"model": Prediction}, 415: {"model": Problem}},
        response_class=Response,
        openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": body_type.model_json_schema()}}}},
        max_body_size=64 * math.prod(shape) + 4096,  # a pixel is at most some 20 characters; the rest is for spaces
    )

    if not _takes_images(shape):
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


class _BytesRoute(APIRoute):
    """A route whose function turns the bytes of a JSON body into the bytes of a JSON answer.

    FastAPI would parse the body in Python first and look at it afterwards, and solve and check the function's arguments
    and result; pydantic does both at once in a third of the time, and takes deep nesting or a number of 5,000 digits for
    what they are, invalid input. What is left to FastAPI: finding the route, errors, and the OpenAPI description.
    """

    def __init__(self, path: str, endpoint: Callable[[bytes], Awaitable[bytes]], **options: Any) -> None:
        async def described() -> None:
            """Has no arguments that FastAPI would look for in the request."""

        described.__doc__, described.__name__ = endpoint.__doc__, endpoint.__name__
        super().__init__(path, described, **options)
        assert self.max_body_size is not None
        self.app = _bytes_app(endpoint, self.max_body_size)


def _bytes_app(answer: Callable[[bytes], Awaitable[bytes]], max_body_size: int) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != JSON.encode():
            raise HTTPException(415, f"the content type must be {JSON}")
        declared = headers.get(b"content-length", b"0")
        # The length first: Python's int refuses thousands of digits with an error.
        too_large = declared.isdigit() and (len(declared) > 20 or int(declared) > max_body_size)
        content, more = bytearray(), True
        while more and not too_large:
            message = await receive()
            if message["type"] == "http.disconnect":
                return  # nobody is there to answer
            content += message.get("body", b"")
            more = message.get("more_body", False)
            too_large = len(content) > max_body_size
        if too_large:
            raise HTTPException(413, f"at most {max_body_size} bytes are taken")
        answered = await answer(bytes(content))
        length = str(len(answered)).encode()
        fields = [(b"content-type", JSON.encode()), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": answered})

    return app


def _exactly(length: int) -> type[Pixels]:
    pixel = Pixels.model_fields["pixels"].annotation
    pixels = Annotated[pixel, FailFast(), Field(min_length=length, max_length=length)]  # type: ignore[valid-type]
    return create_model("Pixels", __base__=Pixels, pixels=(pixels, ...))


class _ModelCollector(Collector):
    """Tells Prometheus at each visit which model answers."""

    def __init__(self, holder: ModelHolder) -> None:
        self._holder = holder

    def collect(self) -> Iterator[GaugeMetricFamily]:
        bundle = self._holder.current
        family = GaugeMetricFamily("hanli_model_info", "The model that answers", labels=["name", "version", "sha256"])
        family.add_metric([bundle.name, bundle.version, bundle.sha256], 1)
        yield family


class _Metrics:
    """Measures every request by route and status. A path that is no route counts as `none`, or labels would never end."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._seconds = Histogram(
            "hanli_request_seconds",
            "Time from request to answer",
            labelnames=["route", "status"],
            buckets=SECONDS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = LEFT
        start = perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except BaseException:
            status = 500
            raise
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._seconds.labels(route, str(status)).observe(perf_counter() - start)


def _main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m hanli.serve", description="Serve a bundle over HTTP.")
    parser.add_argument("bundle", type=Path, help="the folder that hanli.export.save_bundle made")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 lets the system choose")
    parser.add_argument("--grace", type=int, default=30, help="seconds that the last answers may take")
    given = parser.parse_args(arguments)
    run(given.bundle, host=given.host, port=given.port, grace=given.grace)


if __name__ == "__main__":
    _main()
