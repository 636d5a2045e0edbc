"""Processes that hang end after two minutes here, and not after ten."""

import pytest

from hanli.distributed import launch


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(launch.__kwdefaults__, "timeout", 120.0)
