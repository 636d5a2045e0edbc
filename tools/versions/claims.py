"""Which versions `pyproject.toml` claims that nobody has run."""

from __future__ import annotations

from typing import Any

from tools.versions.record import COMMAND, Record

PYTHON = "Programming Language :: Python :: "


def find_unproved_claims(project: dict[str, Any], record: Record, pinned: str) -> list[str]:
    """What a project claims of torch and Python beyond its record and the Python of the pages' stamps, each with its remedy."""
    oldest = next(line.removeprefix("torch>=") for line in project["dependencies"] if line.startswith("torch>="))
    run = [entry["versions"] for entry in record.values()]
    faults = []
    if not any(versions["torch"].startswith(f"{oldest}.") for versions in run):
        faults.append(f"pyproject.toml claims torch {oldest}, which was not run: run {COMMAND} oldest")
    pythons = {".".join(number.split(".")[:2]) for number in (pinned, *(versions["python"] for versions in run))}
    claimed = [line.removeprefix(PYTHON) for line in project["classifiers"] if line.startswith(PYTHON)]
    claimed.append(project["requires-python"].removeprefix(">="))
    for number in dict.fromkeys(claimed):
        if number not in pythons:
            faults.append(f"pyproject.toml claims Python {number}: run {COMMAND} python-{number}")
    return faults
