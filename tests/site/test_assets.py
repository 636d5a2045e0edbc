"""Styles, scripts and figures exist once, for both languages, and English alone has its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from built import pages, read, target

from tools.assets import SHARED, is_asset, use_assets_of_parent


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('href="../../assets/a.css"', 'href="../../../assets/a.css"'),
        ('src="assets/a.js"', 'src="../assets/a.js"'),
        ('src="./assets/a.js"', 'src="../assets/a.js"'),
        ('{"search": "../assets/javascripts/workers/s.js"}', '{"search": "../../assets/javascripts/workers/s.js"}'),
        ('href="/hanli/en/assets/a.css"', 'href="/hanli/assets/a.css"'),
        ('href="/en/assets/a.css"', 'href="/assets/a.css"'),
        ('src="../figures/assets/a.svg"', 'src="../../figures/assets/a.svg"'),
        ('src="figures/a.png"', 'src="../figures/a.png"'),
        ('href="../patterns/figures/"', 'href="../patterns/figures/"'),
        ('href="https://example.org/assets/a.css"', 'href="https://example.org/assets/a.css"'),
        ("&quot;assets/a.css&quot;", "&quot;assets/a.css&quot;"),
    ],
)
def test_addresses_of_assets_lead_one_folder_up(before: str, after: str) -> None:
    assert use_assets_of_parent(before) == after


def test_which_files_are_shared() -> None:
    assert is_asset("assets/hanli.css")
    assert not is_asset("figures/assets/a.svg")


def test_english_pages_use_the_assets_of_the_root(site: Path) -> None:
    site = site.resolve()
    assert not [folder for folder in SHARED if (site / "en" / folder).exists()]
    for file in pages(site, "en"):
        goals = [target(site, file, url) for url in read(file).loads]
        missing = [goal[0] for goal in goals if goal and not goal[0].is_file()]
        assert not missing, f"{file}: {missing}"
        assert sum(goal[0].is_relative_to(site / "assets") for goal in goals if goal) > 5


FIGURE = "# Home { #home }\n\n![nothing](figures/a.svg)\n"


def test_english_built_alone_has_assets_of_its_own(small_site: Callable[..., Path], tmp_path: Path) -> None:
    folder, site = small_site(**{"en/index.md": FIGURE}), (tmp_path / "alone").resolve()
    (folder / "snippets/a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "mkdocs.en.yml", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loads = [goal for url in read(site / "index.html").loads if (goal := target(site, site / "index.html", url))]
    assert loads
    assert all(path.is_file() for path, _ in loads)
    assert {path.relative_to(site).parts[0] for path, _ in loads} == set(SHARED)
