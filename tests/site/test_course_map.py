"""The map of the course: every item, with the address of what is taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.course_map import read_course_map

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_map_links_what_is_taught(language: str) -> None:
    parts = read_course_map(ROOT, language)
    items = {item["id"]: item for part in parts for group in part["groups"] for item in group["items"]}
    assert items["T1.3"]["url"] == "trials/tensors/#seed"
    assert items["T0"]["url"] == "trials/#ladder"
    assert items["X1"]["url"] == ""
    assert items["R5.4"]["url"] is None
    assert items["T1.3"]["title"]
    for part in parts:
        urls = [item["url"] for group in part["groups"] for item in group["items"]]
        assert (part["taught"], part["total"]) == (sum(url is not None for url in urls), len(urls))
