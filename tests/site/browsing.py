"""What tests that open a page in a browser share: how long they wait, and what they hear of it."""

from __future__ import annotations

import time
from typing import Any

PATIENCE = 120_000  # milliseconds for one step, on a busy machine: no test asserts a time


def watch(tab: Any, home: str) -> list[str]:
    """Note every fault of the tab from now on, a request to another host too: the browser resolves none (`FLAGS`)."""
    faults: list[str] = []
    ours = (home.split("/hanli/")[0], "data:", "blob:")
    tab.on("request", lambda asked: asked.url.startswith(ours) or faults.append(f"{tab.url} asked for {asked.url}"))
    tab.on("response", lambda got: got.status >= 400 and faults.append(f"{got.status} {got.url}"))
    tab.on("console", lambda said: said.type in {"error", "warning"} and faults.append(f"{tab.url}: {said.text}"))
    tab.on("pageerror", lambda error: faults.append(f"{tab.url}: {error}"))
    return faults


def wait_until_quiet(page: Any) -> None:
    """Wait for half a second without a request; to Chromium the network is never idle after some diagrams were drawn."""
    asked = [time.monotonic()]
    for event in ("request", "requestfinished", "requestfailed"):
        page.on(event, lambda _: asked.append(time.monotonic()))
    while time.monotonic() - asked[-1] < 0.5:
        page.wait_for_timeout(100)
