"""A block that ends for want of data is skipped on a reader's machine, with the line that fetches them."""

from __future__ import annotations

import os

import pytest

from tools.outcome import missing_data


def skip_without_data(stderr: str) -> None:
    """Skip a block that ended for want of data, with the line that fetches them; in CI it has to fail."""
    if (needed := missing_data(stderr)) and not os.environ.get("CI"):
        pytest.skip(needed)
