"""The map of the course: every item, with the address of what is taught."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from built import LANGUAGES

from tools.course_map import read_course_map

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_map_links_what_is_taught(language: str) -> None:
    parts = read_course_map(ROOT, language)
    items = {item["id"]: item for part in parts for group in part["groups"] for item in group["items"]}
    assert items["T1.3"]["url"] == "trials/tensors/#seed"
    assert items["T0"]["url"] == "trials/#ladder"
    assert items["X1"]["url"] == ""
    assert items["R5.4"]["url"] == "roadmap/stage5/gan/#gan"
    assert items["T1.3"]["title"]
    for part in parts:
        urls = [item["url"] for group in part["groups"] for item in group["items"]]
        assert (part["taught"], part["total"]) == (sum(url is not None for url in urls), len(urls))


def test_what_no_page_teaches_has_no_address(tmp_path: Path) -> None:
    shutil.copy(ROOT / "curriculum.yml", tmp_path)
    (tmp_path / "docs/en/trials").mkdir(parents=True)
    shutil.copy(ROOT / "docs/en/trials/tensors.md", tmp_path / "docs/en/trials")
    parts = read_course_map(tmp_path, "en")
    items = {item["id"]: item for part in parts for group in part["groups"] for item in group["items"]}
    assert items["T1.3"]["url"] == "trials/tensors/#seed"
    assert items["R5.4"]["url"] is None
    assert [part["taught"] for part in parts if part["taught"]] != [part["total"] for part in parts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_explains_the_marks_as_long_as_something_is_to_come(site: Path, language: str) -> None:
    html = (site / LANGUAGES[language] / "index.html").read_text("utf-8")
    parts = read_course_map(ROOT, language)
    to_come = any(item["url"] is None for part in parts for group in part["groups"] for item in group["items"])
    assert html.count("hanli-map__taught") > 100
    assert ("hanli-map__legend" in html) == ("hanli-map__later" in html) == to_come
