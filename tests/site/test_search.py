"""A reader who types a word finds the page that teaches it, in the language that is being read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from built import LANGUAGES, read, squeeze

# language, what is typed, the page to be found, and among the first how many. Chapters add lines.
QUERIES = [
    ("zh", "张量", "roadmap/stage1/creation/", 3),
    ("zh", "张量", "trials/tensors/", 5),
    ("zh", "随机种子", "trials/tensors/", 3),
    ("zh", "种子", "trials/tensors/", 5),
    ("zh", "梯度", "trials/tensors/", 3),
    ("zh", "求导", "roadmap/stage2/gradients/", 3),
    ("zh", "反向传播", "roadmap/stage2/gradients/", 3),
    ("zh", "共享内存", "trials/tensors/", 3),
    ("zh", "manual_seed", "reference/seed/", 3),
    ("zh", "no_grad", "trials/tensors/", 3),
    ("zh", "梯度累积", "trials/tensors/", 3),
    ("zh", "混合精度", "trials/growth/", 5),
    ("zh", "过拟合", "trials/models/", 5),
    ("zh", "广播", "roadmap/stage1/broadcasting/", 3),
    ("zh", "学习率", "roadmap/stage2/schedules/", 3),
    ("zh", "分布式", "patterns/distributed/", 3),
    ("zh", "反模式", "patterns/antipatterns/", 3),
    ("zh", "勘误", "errata/", 1),
    ("zh", "核对记录", "proof/", 3),
    ("zh", "seed_all", "reference/seed/", 1),
    ("en", "tensor", "trials/tensors/", 3),
    ("en", "tensors", "trials/tensors/", 3),
    ("en", "gradient", "trials/tensors/", 3),
    ("en", "random seed", "trials/tensors/", 3),
    ("en", "backward", "trials/tensors/", 3),
    ("en", "shared memory", "trials/tensors/", 3),
    ("en", "manual_seed", "trials/tensors/", 3),
    ("en", "no_grad", "roadmap/stage2/control/", 3),
    ("en", "broadcasting", "roadmap/stage1/broadcasting/", 3),
    ("en", "optimizer", "roadmap/stage2/optimizers/", 3),
    ("en", "anti-patterns", "patterns/antipatterns/", 3),
    ("en", "errata", "errata/", 1),
    ("en", "seed_all", "reference/seed/", 1),
]


@pytest.fixture(scope="module")
def search(browser: Any, home: str) -> Iterator[Callable[[str, str], list[str]]]:
    """Type into the search box of a language's home page; give the pages found, best first."""
    tabs = {}
    for language, prefix in LANGUAGES.items():
        tabs[language] = browser.new_page()
        tabs[language].set_default_timeout(10_000)
        tabs[language].goto(home + prefix)
        tabs[language].locator(".md-search__input").focus()

    def ask(language: str, words: str) -> list[str]:
        tab, root = tabs[language], home + LANGUAGES[language]
        results = tab.locator(".md-search-result__item > a")
        tab.locator(".md-search__input").fill("")
        tab.keyboard.press("Shift")  # like an input method, fill releases no key; Material waits for one
        results.first.wait_for(state="detached")
        tab.locator(".md-search__input").fill(words)
        tab.keyboard.press("Shift")
        results.first.wait_for(state="attached")
        urls = results.evaluate_all("links => links.map(link => link.origin + link.pathname)")
        return list(dict.fromkeys(url.removeprefix(root) for url in urls))

    yield ask
    for tab in tabs.values():
        tab.close()


@pytest.mark.parametrize(("language", "words", "page", "among"), QUERIES)
def test_words_find_their_page(
    search: Callable[[str, str], list[str]], language: str, words: str, page: str, among: int
) -> None:
    assert page in search(language, words)[:among]


@pytest.mark.parametrize("language", LANGUAGES)
def test_index_holds_the_pages_of_its_language_and_no_others(site: Path, language: str) -> None:
    """Every title in the index stands on the page that it leads to."""
    root = site / LANGUAGES[language]
    index = json.loads((root / "search/search_index.json").read_text("utf-8"))
    for entry in index["docs"]:
        page = read(root / entry["location"].partition("#")[0] / "index.html")
        plain = squeeze(entry["title"].replace("\u200b", ""))
        assert page.file.is_file()
        assert plain.split("<")[0] in page.text, entry["location"]
