"""Put a bundle behind HTTP: checked input, batches, health, metrics, and a switch to another version and back.

`create_app` makes the FastAPI application, `run` serves it by uvicorn until it is told to stop. What a client sends is
refused with 4xx and a message, never with 500; what goes wrong inside is logged, and the client reads a fixed sentence.

Routes: `/predict` (JSON), `/predict/image` (PNG or JPEG upload) and, with `read_text`, `/predict/text` answer with a
label; `/live` says that the process runs, `/ready` that the model answers, `/version` which model it is; `/metrics` is for Prometheus. There is no route to
switch models, since whoever can reach the port could use it: keep the `ModelHolder` and switch from your own code.

Inference has a thread of its own, so `/live` answers while it runs. What waits is bounded: one request too many is 503
with `Retry-After`, a body that does not come is 408. `python -m hanli.serve --follow ROOT` serves whichever release
`hanli.deploy` publishes in a folder, and loses no request over a switch.

Not in here, because a reverse proxy does it better: TLS, who may ask, and how often.

Source: <https://fastapi.tiangolo.com/>
"""

from hanli.deprecation import forward_old_names
from hanli.serve.admission import OVERLOADED_DETAIL
from hanli.serve.app import DRAINING_DETAIL, UNHEALTHY_DETAIL, create_app
from hanli.serve.command import run
from hanli.serve.follow import Follower
from hanli.serve.holder import LOGGER, ModelHolder, NoPreviousModelError
from hanli.serve.images import read_image
from hanli.serve.inference import Batcher, UnhealthyModelError, infer
from hanli.serve.json_bytes import JSON_CONTENT_TYPE
from hanli.serve.metrics import BATCH_SIZE_BUCKETS, CLIENT_CLOSED_REQUEST, LATENCY_BUCKETS
from hanli.serve.schemas import Fault, Pixels, Prediction, Problem, Refusal, Status, Version

__all__ = [
    "create_app",
    "run",
    "ModelHolder",
    "Follower",
    "NoPreviousModelError",
    "UnhealthyModelError",
    "Batcher",
    "infer",
    "read_image",
    "Pixels",
    "Prediction",
    "Version",
    "Status",
    "Problem",
    "Fault",
    "Refusal",
    "UNHEALTHY_DETAIL",
    "OVERLOADED_DETAIL",
    "DRAINING_DETAIL",
    "CLIENT_CLOSED_REQUEST",
    "JSON_CONTENT_TYPE",
    "LATENCY_BUCKETS",
    "BATCH_SIZE_BUCKETS",
    "LOGGER",
]

__getattr__ = forward_old_names(
    __name__,
    {
        "SickModelError": "UnhealthyModelError",
        "SICK": "UNHEALTHY_DETAIL",
        "LEFT": "CLIENT_CLOSED_REQUEST",
        "SECONDS": "LATENCY_BUCKETS",
        "ROWS": "BATCH_SIZE_BUCKETS",
        "JSON": "JSON_CONTENT_TYPE",
    },
)
