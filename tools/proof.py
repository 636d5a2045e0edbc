"""The record that a page's stamp shows: which blocks ran where, when, with what. Needs neither torch nor pytest to be read."""

from __future__ import annotations

import datetime
import hashlib
import json
import platform
import re
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("torch", "torchvision", "numpy", "matplotlib")
INCLUDE = re.compile(r'^\s*--8<-- "([^":]+)', re.MULTILINE)


def included(text: str, root: Path) -> list[Path]:
    """The files that the include lines of a text name, found as pymdownx finds them: under snippets/ first."""
    places = ([root / "snippets" / name, root / name] for name in INCLUDE.findall(text))
    return [found for files in places if (found := next((file for file in files if file.is_file()), None))]


def digest(page: Path, root: Path) -> str:
    """A digest of all that the record speaks of: the page's fences and marks, with the files that they include."""
    found, fenced = hashlib.sha256(), False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith("<!--pytest"):
            continue
        found.update(line.strip().encode())
        for file in included(line, root) if fenced else ():
            found.update(file.read_bytes())
    return found.hexdigest()


def stamp(name: str, root: Path) -> dict | None:
    """The record of the page `name` (such as trials/tensors), with `fresh`: whether its blocks are still those recorded."""
    record = root / "proof" / f"{name}.json"
    page = root / "docs" / "zh" / f"{name}.md"
    if not record.exists() or not page.exists():
        return None
    found = json.loads(record.read_text(encoding="utf-8"))
    return found | {"fresh": found["digest"] == digest(page, root)}


def versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


class Recorder:
    """A pytest plugin: collects what passed, and at the end writes the record of each page that passed whole."""

    def __init__(self, root: Path, machines: list[str]) -> None:
        self.root, self.machines = root, machines
        self.passed: dict[tuple[str, str], float] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report) -> None:
        found = dict(report.user_properties)
        if report.failed and "block" in found:
            self.failed.add(found["block"])
        if report.when == "call" and report.passed and "block" in found:
            self.passed[found["block"], found["machine"]] = found["seconds"]

    def pytest_sessionfinish(self) -> None:
        from tools.blocks import PageError, blocks_of

        for page in sorted((self.root / "docs" / "zh").rglob("*.md")):
            try:
                blocks = blocks_of(page, self.root)
            except PageError:
                continue  # it is being written; a run that collects it fails
            run = [block for block in blocks if not block.skip]
            if run and all(self.passed_whole(block) for block in run):
                self.write(page, blocks, run)

    def passed_whole(self, block) -> bool:
        """Whether a block passed on all of its machines, and nothing about it failed."""
        asked = [(block.key, machine) for machine in block.machines(self.machines)]
        return block.key not in self.failed and bool(asked) and all(one in self.passed for one in asked)

    def write(self, page: Path, blocks: list, run: list) -> None:
        from tools.shapes import claims

        shown = [block for block in run if block.expected is not None]
        record = {
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "digest": digest(page, self.root),
            "blocks": len(run),
            "outputs": dict(sorted(Counter("raises" if block.raises else block.grade for block in shown).items())),
            "figures": sum(len(block.figures) for block in run),
            "shapes": sum(len(claims(block.code)) for block in run if block.language == "python"),
            "not_run": len(blocks) - len(run),
            "reasons": dict(sorted(Counter(block.skip for block in blocks if block.skip).items())),
            "machines": self.machines,
            "host_only": sum(bool(block.host_only) for block in run),
            "host_only_reasons": dict(sorted(Counter(block.host_only for block in run if block.host_only).items())),
            "seconds": round(sum(self.passed[block.key, block.machines(self.machines)[0]] for block in run), 2),
            "versions": versions(),
        }
        name = page.relative_to(self.root / "docs" / "zh").with_suffix(".json")
        file = self.root / "proof" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".tmp")
        draft.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(file)
