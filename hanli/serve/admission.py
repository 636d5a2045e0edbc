"""How many requests are taken at once, how much of their bodies is held, and how long a body may take to arrive."""

import asyncio
import json
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OVERLOADED_DETAIL = "too many requests are waiting, try again"
"""What a client is told that finds the queue full; `Retry-After` says after how many seconds."""

RETRY_AFTER = "1"

Reply = tuple[int, str, dict[str, str]]
_OVERLOADED: Reply = (503, OVERLOADED_DETAIL, {"Retry-After": RETRY_AFTER})
_TOO_SLOW: Reply = (408, "the request took too long to arrive", {"Connection": "close"})


class AdmissionMiddleware:
    """Keeps the queue of the predictions bounded, and lets health and metrics through always.

    Args:
        app: What answers.
        paths: The routes that are bounded.
        max_requests: How many requests to them are taken at once, from the first byte to the answer.
        max_bytes: How many bytes of bodies are held at once; one request alone may have more.
        body_seconds: How long one body may take to arrive.
    """

    def __init__(
        self, app: ASGIApp, *, paths: Collection[str], max_requests: int, max_bytes: int, body_seconds: float
    ) -> None:
        self._app, self._paths = app, paths
        self._max_requests, self._max_bytes, self._body_seconds = max_requests, max_bytes, body_seconds
        self._requests = self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self._app(scope, receive, send)
            return
        scope["hanli.route"] = scope["path"]  # for the metrics
        if self._requests >= self._max_requests:
            await _reply(_OVERLOADED, send)
        else:
            self._requests += 1
            body = _Body(self, receive)
            try:
                await self._answer(scope, body, send)
            finally:
                self._requests -= 1
                self._bytes -= body.held

    async def _answer(self, scope: Scope, body: "_Body", send: Send) -> None:
        """Let the application answer, unless its body is refused on the way: then what it says is not sent."""

        async def send_unless_refused(message: Message) -> None:
            if body.refused is None:
                await send(message)

        try:
            await self._app(scope, body.receive, send_unless_refused)
        except Exception:
            if body.refused is None:
                raise
        if body.refused is not None:
            await _reply(body.refused, send)

    def hold(self, size: int, held: int) -> bool:
        """Count bytes that arrived for a request that has some already; says whether there is room."""
        self._bytes += size
        return self._bytes <= self._max_bytes or self._bytes == size + held

    @property
    def body_seconds(self) -> float:
        return self._body_seconds


class _Body:
    """The body of one request: counts its bytes, and ends it if it comes too slowly or there is no room."""

    def __init__(self, admission: AdmissionMiddleware, receive: Receive) -> None:
        self._admission, self._receive = admission, receive
        self._complete, self._deadline = False, asyncio.get_running_loop().time() + admission.body_seconds
        self.held = 0
        self.refused: Reply | None = None

    async def receive(self) -> Message:
        """The next piece; a client that left, if this one is refused."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            return self._refuse(_TOO_SLOW)
        size = len(message.get("body", b""))
        room = self._admission.hold(size, self.held)
        self.held += size
        self._complete = not message.get("more_body", False)
        return message if room else self._refuse(_OVERLOADED)

    def _refuse(self, reply: Reply) -> Message:
        self.refused = reply
        return {"type": "http.disconnect"}


async def _reply(reply: Reply, send: Send) -> None:
    """An answer of our own, as FastAPI would write it."""
    status, detail, headers = reply
    body = json.dumps({"detail": detail}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    fields = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})
