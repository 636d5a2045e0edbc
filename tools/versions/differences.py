"""A pytest plugin: `--keep-differences FILE` writes which blocks and tests of a run came out otherwise, and what they printed.

It belongs to a run in an environment with other versions than those of `requirements/`; the blocks are run and compared by
`tools.runner`, as always. `python -m tools.versions` starts such a run and makes the record of its file.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tools.proof import digest, versions
from tools.versions.record import LENGTH, fingerprint, hanli_digest

LIBRARY = "tests/hanli/"
LONGEST = 40  # lines of a text that are kept
ABSENT = re.compile(r"^(?:ModuleNotFoundError|ImportError): No module named '(\w+)", re.MULTILINE)
INSTALLED = re.compile(r"[^\s\"'(]*/(?=(?:site-packages|lib/python3\.\d+)/)")

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def without_places(text: str) -> str:
    """A text without the folders and addresses of this machine, in at most `LONGEST` lines."""
    text = INSTALLED.sub("…/", text).replace(sys.prefix, "…")
    text = re.sub(rf"{re.escape(tempfile.gettempdir())}/[\w.-]+", "…", text)
    text = ADDRESS.sub("0x…", text).replace(str(Path.home()), "~")
    lines = text.splitlines()
    return "\n".join(lines[:LONGEST] + ["…"] * (len(lines) > LONGEST))


def absent_package(seen: str) -> str | None:
    """The package for want of which a block ended, if that is why."""
    found = ABSENT.findall(seen)
    return found[-1] if found and importlib.util.find_spec(found[-1]) is None else None


class Keeper:
    """Collects the outcome of each block and of each test of `hanli`, and writes them when the run has finished."""

    def __init__(self, root: Path, file: Path) -> None:
        self.root, self.file = root, file
        self.blocks: dict[str, dict[str, str]] = {}
        self.tests: dict[str, tuple[str, str]] = {}
        self.failed: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.tests[report.nodeid] = ("failed", reason_of(report))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = re.sub(r"@[^\]]*$", "", report.nodeid)
        if report.failed and name not in self.failed:
            self.failed.append(name)
        found = dict(report.user_properties)
        if "block" in found:
            self.note_block(found, report)
        elif name.startswith(LIBRARY) and (report.when == "call" or report.outcome != "passed"):
            before = self.tests.get(name, ("", ""))[0]
            if before != "failed":
                self.tests[name] = (report.outcome, reason_of(report) if report.failed else "")

    def note_block(self, found: dict[str, Any], report: pytest.TestReport) -> None:
        """Keep what became of a block; of several runs of one block the first that is not as on the page counts."""
        kept = self.blocks.setdefault(found["block"], {})
        if kept or report.passed:
            return
        if report.skipped:
            kept["not_run"] = without_places(str(report.longrepr[2]).removeprefix("Skipped: "))  # type: ignore[index]
            return
        seen = found.get("seen", "")
        if package := absent_package(seen):
            kept["not_run"] = f"needs {package}"
            return
        kept["fault"] = without_places(found.get("fault") or reason_of(report))
        if "seen" in found:
            kept["text"] = without_places(seen)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            self.file.write_text(json.dumps(self.report(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def report(self) -> dict[str, Any]:
        """The whole run: versions, pages with what became of their blocks, tests of the library, and the ids of all that failed."""
        from tools.blocks import blocks_of

        pages = {}
        for path in sorted((self.root / "docs/zh").rglob("*.md")):
            blocks = blocks_of(path, self.root)
            if any(block.key in self.blocks for block in blocks):
                name = path.relative_to(self.root / "docs/zh").with_suffix("").as_posix()
                pages[name] = self.page(blocks) | {"digest": digest(path, self.root)[:LENGTH]}
        return {
            "versions": versions(),
            "pages": pages,
            "hanli": self.library() if any(name.startswith(LIBRARY) for name in self.tests) else None,
            "failed": self.failed,
        }

    def page(self, blocks: list[Any]) -> dict[str, Any]:
        """What became of the blocks of one page; `ran` names those that were run or skipped, if not all were."""
        not_run: dict[str, list[str]] = defaultdict(list)
        different, ran = [], []
        for block in blocks:
            if not block.skip and block.key not in self.blocks:
                continue
            found = {"not_run": block.skip} if block.skip else self.blocks[block.key]
            name = block.source.relative_to(self.root / "snippets").as_posix() if block.source else block.name
            ran.append(name)
            if reason := found.get("not_run"):
                not_run[reason].append(name)
            elif found:
                different.append({"block": name, "fingerprint": fingerprint(block.code, block.expected)} | found)
        run = len(ran) - sum(map(len, not_run.values()))
        page = {"blocks": run, "different": different, "not_run": dict(sorted(not_run.items()))}
        return page if len(ran) == len(blocks) else page | {"ran": ran}

    def library(self) -> dict[str, Any]:
        """What became of the tests of `hanli`."""
        outcomes = [outcome for outcome, _ in self.tests.values()]
        failed = {name: why for name, (outcome, why) in sorted(self.tests.items()) if outcome == "failed"}
        counts = {outcome: outcomes.count(outcome) for outcome in ("passed", "skipped")}
        return {"digest": hanli_digest(self.root), **counts, "failed": failed}


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The first line of what a failure says."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash else str(report.longrepr or "").strip()
    lines = [line for line in text.splitlines() if line.strip()]
    line = lines[0] if crash and lines else (lines[-1] if lines else "")
    return without_places(line.removeprefix("E").strip() if not crash else line)[:300]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-differences", metavar="FILE", help="write what differs from the pages to a file")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("keep_differences")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Keeper(config.rootpath, Path(file)))
