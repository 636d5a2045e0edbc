"""What Prometheus is told: requests by route and status, batches, and which model answers."""

from collections.abc import Iterator
from time import perf_counter

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hanli.serve.holder import ModelHolder

CLIENT_CLOSED_REQUEST = 499
"""The status under which a request is counted whose client left before the answer; nothing of the kind is sent."""

LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""The upper bounds of the latency histogram's buckets."""

BATCH_SIZE_BUCKETS = (1, 2, 4, 8, 16, 32, 64)
"""The upper bounds of the batch histogram's buckets."""


class ModelCollector(Collector):
    """Tells Prometheus at each visit which model answers."""

    def __init__(self, holder: ModelHolder) -> None:
        self._holder = holder

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The model that answers now, as one labelled gauge."""
        bundle = self._holder.current
        family = GaugeMetricFamily("hanli_model_info", "The model that answers", labels=["name", "version", "sha256"])
        family.add_metric([bundle.name, bundle.version, bundle.sha256], 1)
        yield family


class MetricsMiddleware:
    """Measures every request by route and status. A path that is no route counts as `none`, or labels would never end."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._seconds = Histogram(
            "hanli_request_seconds",
            "Time from request to answer",
            labelnames=["route", "status"],
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = CLIENT_CLOSED_REQUEST
        start = perf_counter()

        async def record_status(message: Message) -> None:
            """Note the status of the answer that goes out."""
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, record_status)
        except BaseException:
            status = 500
            raise
        finally:
            # A request that finds the queue full is refused before a route is looked for.
            route = scope.get("hanli.route") or getattr(scope.get("route"), "path", "none")
            self._seconds.labels(route, str(status)).observe(perf_counter() - start)
