"""The addresses on where to learn more: one file, tables in both languages, and a checker that tells what does not answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.resources import HEADINGS, Resource, check, main, read_checked, read_resources, render

ROOT = Path(__file__).parents[2]
LINK = "{{name: {name}, url: '{url}', state: {state}, language: en, zh: 说明, en: note}}"


class Answers(BaseHTTPRequestHandler):
    """`/there` answers, `/moved` leads to it, and all else is missing."""

    def do_GET(self) -> None:
        self.send_response({"/there": 200, "/moved": 302}.get(self.path, 404))
        if self.path == "/moved":
            self.send_header("Location", "/there")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def write(root: Path, *links: tuple[str, str, str]) -> Path:
    """A folder whose only group has these links: name, address, state."""
    (root / "resources").mkdir()
    lines = [LINK.format(name=name, url=url, state=state) for name, url, state in links]
    (root / "resources/links.yml").write_text(f"- id: group\n  links: [{', '.join(lines)}]\n", "utf-8")
    return root


@pytest.mark.parametrize("language", HEADINGS)
def test_the_tables_are_those_of_the_file(language: str) -> None:
    kept = (ROOT / f"resources/links.{language}.md").read_text("utf-8")
    assert kept == render(read_resources(), read_checked(), language), "run python -m tools.resources tables"


@pytest.mark.parametrize("language", HEADINGS)
def test_the_page_shows_each_group_and_holds_no_address_of_its_own(language: str) -> None:
    page = (ROOT / "docs" / language / "roadmap/beyond/resources.md").read_text("utf-8")
    for group in {resource.group for resource in read_resources()}:
        assert page.count(f'--8<-- "resources/links.{language}.md:{group}"') == 1
    assert "://" not in page


def test_what_is_frozen_or_gone_names_what_to_use_instead() -> None:
    for resource in read_resources():
        if resource.state != "alive":
            assert "](../" in resource.zh and "](../" in resource.en, f"{resource.name}: link the page that teaches it"


def test_the_checker_tells_what_does_not_answer(tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    links = [("a", f"{host}/there", "alive"), ("b", f"{host}/moved", "alive"), ("c", f"{host}/lost", "alive")]
    root = write(tmp_path, *links, ("d", "http://127.0.0.1:9/closed", "frozen"), ("e", f"{host}/e", "gone"))
    assert main(["check"], root) == 1
    told = {url.rpartition("/")[2]: one["answer"] for url, one in read_checked(root).items()}
    assert told == {"there": "200", "moved": "200", "lost": "404", "closed": "ConnectionRefusedError"}
    said = capsys.readouterr().out
    assert f"{host}/lost: 404: correct it in resources/links.yml" in said and "2 of 4 addresses answer" in said
    table = (root / "resources/links.en.md").read_text("utf-8")
    assert "no answer (404)" in table and "| e | English | note | not checked yet |" in table


def test_the_column_of_the_last_check_is_left_out_until_an_address_was_asked() -> None:
    resource = read_resources()[0]
    assert HEADINGS["en"][-1] not in render([resource], {}, "en")
    assert "| 2026-11-30 |" in render([resource], {resource.url: {"date": "2026-11-30", "answer": "200"}}, "en")


def test_all_addresses_answer(tmp_path: Path, host: str) -> None:
    root = write(tmp_path, ("a", f"{host}/there", "alive"))
    assert main(["check"], root) == 0
    assert json.loads((root / "resources/checked.json").read_text("utf-8"))[f"{host}/there"]["answer"] == "200"


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ([("a", "http://x", "dead")], "a: state is 'dead': choose one of alive, frozen, gone"),
        ([("a", "http://x", "alive"), ("b", "http://x", "alive")], "has an address twice"),
    ],
)
def test_a_faulty_file_is_refused(links: list[tuple[str, str, str]], message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        read_resources(write(tmp_path, *links))


def test_an_unknown_command_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["look"]) == 2
    assert "usage: python -m tools.resources tables|check" in capsys.readouterr().err


def test_what_is_gone_is_not_asked() -> None:
    gone = Resource("group", "a", "http://x", "gone", "en", "说明", "note")
    assert check([gone], "2026-01-01", ask=lambda url: pytest.fail(url)) == {}
