"""The server of built sites that the browser tests use."""

from __future__ import annotations

import socket
import struct
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools.screenshots import serve


def test_a_browser_that_stops_loading_leaves_no_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(50_000_000))
    with serve(tmp_path) as address:
        parts = urlsplit(address)
        assert parts.port is not None
        with socket.create_connection(("127.0.0.1", parts.port)) as client:
            client.sendall(f"GET {parts.path}large.bin HTTP/1.0\r\n\r\n".encode())
            assert client.recv(100).startswith(b"HTTP/1.0 200")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close at once, by a reset
        time.sleep(0.5)
    assert "Traceback" not in capfd.readouterr().err, "see Server.handle_error in tools/screenshots.py"
