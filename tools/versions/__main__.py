"""Run all blocks and the tests of `hanli` with other versions, and keep what came out otherwise in `proof/versions.json`.

`python -m tools.versions torch-2.15.0 python-3.12 oldest newest`; progress goes to stderr, a summary in Markdown to stdout. The
exit code is 1 if something came out otherwise that the record did not know yet, so that a scheduled run speaks up.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tools.versions.claims import find_unproved_claims
from tools.versions.environment import Version, VersionError, make_environment, parse
from tools.versions.record import (
    COMMAND,
    FILE,
    Entry,
    Record,
    RecordError,
    changed_library,
    changed_pages,
    check,
    correct,
    make_entry,
    merge,
    read_record,
    write_record,
)

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = Path.home() / ".cache/hanli-versions"
CHANGING = ("PYTHONPATH", "PYTHONHOME", "PYTEST_ADDOPTS")
LIBRARY = "tests/hanli"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = make_parser()
    asked = parser.parse_args(arguments)
    try:
        if asked.check:
            record = read_record(ROOT)
            faults = (
                [*check(record, ROOT), *read_unproved_claims(record)]
                if record
                else [f"there is no {FILE.as_posix()}: run {COMMAND} oldest newest"]
            )
            print("\n".join(faults) or f"{FILE.as_posix()} is of the pages and the library as they are")
            return int(bool(faults))
        if not asked.names:
            parser.error("name a version: torch-2.15.0, python-3.12, oldest or newest; or --check")
        return max(run_version(name, asked) for name in asked.names)
    except (VersionError, RecordError) as error:
        print(error, file=sys.stderr)
        return 2


def read_unproved_claims(record: Record) -> list[str]:
    """What `pyproject.toml` claims and nobody has run, a line each; the Python of the pages' stamps counts as run."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stamps = sorted((ROOT / "proof").glob("*.json"))
    pinned = next(
        (json.loads(file.read_text("utf-8"))["versions"]["python"] for file in stamps if file.name != FILE.name), ""
    )
    return find_unproved_claims(project, record, pinned)


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="VERSION", help="torch-2.15.0, python-3.12, oldest, newest")
    some = parser.add_mutually_exclusive_group()
    some.add_argument("--pages", nargs="+", metavar="PAGE", help="only these, such as trials/tensors")
    some.add_argument("--changed", action="store_true", help="only what changed since the record of the version")
    parser.add_argument("--without", nargs="+", default=[], metavar="PACKAGE", help="packages to leave out")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="how many run blocks (default: 2)")
    parser.add_argument(
        "--environments", type=Path, default=ENVIRONMENTS, metavar="FOLDER", help=f"where (default: {ENVIRONMENTS})"
    )
    parser.add_argument(
        "--check", action="store_true", help="only say what is older than the pages, or was claimed and not run"
    )
    return parser


def run_version(name: str, asked: argparse.Namespace) -> int:
    """Run one version and keep what it showed; 1 if the record did not know all of it."""
    record = read_record(ROOT)
    version = parse(name, ROOT)
    before = record.get(version.name)
    targets = choose(asked, before, version)
    if not targets:
        print(f"{version.name}: nothing changed since its record", file=sys.stderr)
        return 0
    print(f"{version.name}: its environment is made in {asked.environments}", file=sys.stderr)
    python = make_environment(version, ROOT, asked.environments.resolve(), asked.without)
    report, unsteady = run_twice(python, targets, asked.processes, version)
    entry = make_entry(report, datetime.datetime.now(datetime.UTC).date().isoformat(), asked.without)
    merged = merge(before, entry, whole=not (asked.pages or asked.changed))
    if merged:
        written = {name: page for name, page in merged["pages"].items() if (ROOT / f"docs/zh/{name}.md").is_file()}
        record[version.name] = merged | {"pages": written}
        write_record(ROOT, record)
    else:
        print(
            f"{version.name}: not kept, since {FILE.as_posix()} has no whole run with these versions", file=sys.stderr
        )
    news = find_news(before, entry)
    print(summary(version, entry, unsteady, news))
    return int(bool(news))


def choose(asked: argparse.Namespace, before: Entry | None, version: Version) -> list[str]:
    """What to run, as paths for pytest."""
    if asked.changed:
        if not before:
            raise VersionError(f"{version.name}: {FILE.as_posix()} has no such entry: run {COMMAND} {version.name}")
        library = [LIBRARY] if changed_library(before, ROOT) else []
        return [f"docs/zh/{page}.md" for page in changed_pages(before, ROOT)] + library
    if not asked.pages:
        return ["docs/zh", LIBRARY]
    for page in asked.pages:
        if not (ROOT / "docs/zh" / f"{page}.md").is_file():
            raise VersionError(f"--pages {page}: there is no docs/zh/{page}.md: write it such as trials/tensors")
    return [f"docs/zh/{page}.md" for page in asked.pages]


def run_twice(python: Path, targets: list[str], processes: int, version: Version) -> tuple[dict[str, Any], list[str]]:
    """Run, then once more what failed, one after another, since a busy machine may be why; the report, and what then passed."""
    report = run(python, targets, processes, version)
    if not report["failed"]:
        return report, []
    return report, correct(report, run(python, report["failed"], 0, version))


def run(python: Path, targets: list[str], processes: int, version: Version) -> dict[str, Any]:
    """One run of pytest in an environment; the report of the plugin.

    Raises:
        VersionError: The run did not finish.
    """
    environment = {name: value for name, value in os.environ.items() if name not in CHANGING}
    environment["PATH"] = os.pathsep.join([str(python.parent), environment.get("PATH", "")])
    environment |= {"VIRTUAL_ENV": str(python.parents[1]), "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [str(python), "-m", "pytest", "-q", "--continue-on-collection-errors", "-p", "no:cacheprovider"]
        command += ["-p", "tools.versions.differences", "--keep-differences", str(file), "-n", str(processes)]
        done = subprocess.run(
            [*command, "--dist", "loadgroup", *targets], cwd=ROOT, env=environment, stdout=sys.stderr, check=False
        )
        if not file.exists():
            raise VersionError(f"{version.name}: its run ended early with code {done.returncode}, see above: not kept")
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return report


def find_news(before: Entry | None, entry: Entry) -> list[str]:
    """The blocks and tests that came out otherwise, less those of which the record has the same."""

    def of(each: Entry | None) -> set[tuple[str, ...]]:
        if not each:
            return set()
        found = {
            (kept["block"], kept["kind"], kept.get("text", ""))
            for page in each["pages"].values()
            for kept in page["different"]
        }
        return found | {(test,) for test in (each["hanli"] or {"failed": {}})["failed"]}

    return sorted({name for name, *_ in of(entry) - of(before)})


def summary(version: Version, entry: Entry, unsteady: list[str], news: list[str]) -> str:
    """What a run showed, in Markdown."""
    pages, hanli = entry["pages"].values(), entry["hanli"]
    different = [each for page in pages for each in page["different"]]
    left = sum(len(names) for page in pages for names in page["not_run"].values())
    lines = [
        f"## {version.name}",
        "",
        ", ".join(f"{name} {number}" for name, number in entry["versions"].items()),
        "",
        f"- blocks: {sum(page['blocks'] for page in pages)} ran, {len(different)} came out otherwise, {left} not run",
    ]
    if hanli:
        lines.append(f"- tests of hanli: {hanli['passed']} passed, {len(hanli['failed'])} failed")
    lines += [f"- otherwise: `{each['block']}` ({each['kind']})" for each in different]
    lines += [f"- failed: `{test}`: {reason}" for test, reason in (hanli or {"failed": {}})["failed"].items()]
    lines += [f"- failed once, then passed: `{name}`" for name in unsteady]
    lines += [f"- new since the record: `{name}`" for name in news]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
