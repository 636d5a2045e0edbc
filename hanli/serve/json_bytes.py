"""A route from the bytes of a JSON body to the bytes of a JSON answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import HTTPException
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

JSON_CONTENT_TYPE = "application/json"
"""The content type that `/predict` takes."""


class BytesRoute(APIRoute):
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
        self.app = _make_bytes_app(endpoint, self.max_body_size)


def _make_bytes_app(answer: Callable[[bytes], Awaitable[bytes]], max_body_size: int) -> ASGIApp:
    """The ASGI application behind a route of bytes: it checks type and size, and answers."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body as far as it may go, and send the answer."""
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != JSON_CONTENT_TYPE.encode():
            raise HTTPException(415, f"the content type must be {JSON_CONTENT_TYPE}")
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
        fields = [(b"content-type", JSON_CONTENT_TYPE.encode()), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": answered})

    return app
