"""Where to learn more: the tables of the page from `resources/links.yml`, and whether each address still answers.

    python -m tools.resources tables   # write resources/links.zh.md and links.en.md
    python -m tools.resources check    # ask each address, keep what it answered in resources/checked.json; needs a network

The page names other hosts as links only; a reader's browser asks none of them before he clicks.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
STATES = ("alive", "frozen", "gone")
PATIENCE = 20  # seconds for one address
HEADINGS = {
    "zh": ("名称", "语言", "内容", "上次检查"),
    "en": ("Name", "Language", "What it is", "Last check"),
}
LANGUAGE = {"zh": {"zh": "中文", "en": "英文"}, "en": {"zh": "Chinese", "en": "English"}}
NEVER = {"zh": "还没有检查", "en": "not checked yet"}
FAILED = {"zh": "{date}：打不开（{answer}）", "en": "{date}: no answer ({answer})"}
Checked = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Resource:
    """One address: its name, its state, the language it is written in, and a sentence on it in each of ours."""

    group: str
    name: str
    url: str
    state: str
    language: str
    zh: str
    en: str


def read_resources(root: Path = ROOT) -> list[Resource]:
    """All addresses, in the order of the file.

    Raises:
        ValueError: An entry has an unknown state, or an address stands twice.
    """
    groups = yaml.safe_load((root / "resources/links.yml").read_text(encoding="utf-8"))
    found = [Resource(group=group["id"], **link) for group in groups for link in group["links"]]
    for resource in found:
        if resource.state not in STATES:
            raise ValueError(f"{resource.name}: state is {resource.state!r}: choose one of {', '.join(STATES)}")
    if len({resource.url for resource in found}) < len(found):
        raise ValueError("resources/links.yml has an address twice: delete one of them")
    return found


def read_checked(root: Path = ROOT) -> Checked:
    """What each address answered when it was last asked: `date` and `answer`, by address."""
    file = root / "resources/checked.json"
    checked: Checked = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return checked


def render(resources: list[Resource], checked: Checked, language: str) -> str:
    """The tables of one language as Markdown, each between the marks by which the page includes it.

    The column of the last check is left out as long as no address was ever asked.
    """
    parts, columns = [], HEADINGS[language] if checked else HEADINGS[language][:-1]
    for group in dict.fromkeys(resource.group for resource in resources):
        cells = [_row(one, checked.get(one.url), language)[: len(columns)] for one in resources if one.group == group]
        table = [f"| {' | '.join(row)} |" for row in [columns, ["---"] * len(columns), *cells]]
        parts += [f"<!-- --8<-- [start:{group}] -->", *table, f"<!-- --8<-- [end:{group}] -->", ""]
    return "\n".join(parts)


def _row(resource: Resource, answered: dict[str, str] | None, language: str) -> list[str]:
    """The cells of a row: a name is a link as long as the address is not gone."""
    name = resource.name if resource.state == "gone" else f"[{resource.name}]({resource.url})"
    last = NEVER[language]
    if answered:
        last = answered["date"] if answered["answer"] == "200" else FAILED[language].format_map(answered)
    return [name, LANGUAGE[language][resource.language], getattr(resource, language), last]


def ask(url: str) -> str:
    """What an address answers: the HTTP status after redirects, or the kind of failure."""
    asked = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (link checker)"})
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError) as error:
        return type(getattr(error, "reason", error)).__name__


def check(resources: list[Resource], today: str, ask: Callable[[str], str] = ask) -> Checked:
    """Ask each address that is not known to be gone, eight at a time."""
    urls = [resource.url for resource in resources if resource.state != "gone"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, urls))
    return {url: {"date": today, "answer": answer} for url, answer in zip(urls, answers, strict=True)}


def write_tables(root: Path = ROOT) -> None:
    """Write the tables of both languages."""
    resources, checked = read_resources(root), read_checked(root)
    for language in HEADINGS:
        text = render(resources, checked, language)
        (root / f"resources/links.{language}.md").write_text(text, encoding="utf-8")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run a command; 1 if an address does not answer, 2 for an unknown command."""
    if arguments not in (["tables"], ["check"]):
        print("usage: python -m tools.resources tables|check", file=sys.stderr)
        return 2
    failed: list[Any] = []
    if arguments == ["check"]:
        checked = check(read_resources(root), date.today().isoformat())
        failed = [(url, told["answer"]) for url, told in checked.items() if told["answer"] != "200"]
        text = json.dumps(checked, indent=1) + "\n"
        (root / "resources/checked.json").write_text(text, encoding="utf-8")
        for url, answer in failed:
            print(f"{url}: {answer}: correct it in resources/links.yml, or write its state there")
        print(f"{len(checked) - len(failed)} of {len(checked)} addresses answer")
    write_tables(root)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
