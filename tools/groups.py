"""Tests marked `xdist_group` share a process again: pytest 9.2 ignores how pytest-xdist 3.8 tells the group of a test.

pytest-xdist appends `@group` to `item._nodeid`, which pytest 9.2 does not read any more, so groups were dropped without a word and
each process made the fixtures of all of them (https://github.com/pytest-dev/pytest-xdist/issues/1386). Remove this file, and its
`-p` in pyproject.toml, once a release of pytest-xdist has mended that.
"""

from __future__ import annotations

import pytest
from _pytest.nodeid import NodeId


@pytest.hookimpl(tryfirst=True)  # after the conftests, which mark tests, and before the tests are put in order
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Append the group to the id of each test that has one, in the processes of `--dist loadgroup`."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        if groups := sorted({mark.args[0] for mark in item.iter_markers("xdist_group")}):
            item._id = NodeId.parse(f"{item.nodeid}@{'_'.join(groups)}")
