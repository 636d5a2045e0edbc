"""What the site says about its sources: nothing unless `repo_url` is set, and then links to edit a page and to report an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from building import mkdocs
from built import read

ROOT = Path(__file__).parents[2]
PROMISE = re.compile(r"本站的?(?:代码)?仓库|(?:this|the) site's repository|repository of this site", re.IGNORECASE)
REPOSITORY = "https://git.example.org/course/hanli"


def test_no_page_promises_a_repository_that_is_not_configured() -> None:
    configured = re.search(r"(?m)^repo_url:", (ROOT / "mkdocs.yml").read_text("utf-8"))
    assert not configured, "mkdocs.yml: repo_url is set: say so on errata.md, and drop this test"
    promises = [
        f"{page.relative_to(ROOT).as_posix()}:{number}: '{found[0]}': the site names no repository: say it without"
        for page in sorted((ROOT / "docs").rglob("*.md"))
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1)
        if (found := PROMISE.search(line))
    ]
    assert not promises, "\n".join(promises)


@pytest.mark.parametrize("repository", ["", REPOSITORY, f"{REPOSITORY}/"], ids=["none", "set", "slash"])
def test_links_to_edit_and_to_report_appear_with_a_repository(small_site: Callable[..., Path], repository: str) -> None:
    folder = small_site(**{"zh/index.md": "# 首页 { #home }\n", "en/index.md": "# Home { #home }\n"})
    if repository:
        config = folder / "mkdocs.yml"
        config.write_text(f"{config.read_text('utf-8')}\nrepo_url: {repository}\n", "utf-8")
    done = mkdocs(folder, folder / "site")
    assert not done.returncode, done.stdout
    for language, prefix in (("zh", ""), ("en", "en/")):
        page = read(folder / "site" / prefix / "index.html")
        links = [link for link in page.links if link.startswith(REPOSITORY)]
        wanted = [f"{REPOSITORY}/edit/main/docs/{language}/index.md", f"{REPOSITORY}/issues/new"] if repository else []
        assert [link for link in links if link.rstrip("/") != REPOSITORY] == wanted
        assert bool(links) == bool(repository)
        assert 'data-md-component="source"' not in page.file.read_text("utf-8"), (
            "Material's link asks the host for stars"
        )
