"""The workflows ask for the least that they need: each names its permissions, and only the job that publishes may write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parents[1] / ".github/workflows").glob("*.y*ml"))
READ = {"contents": "read"}
WRITES = {("ci.yml", "deploy"): {"contents": "read", "pages": "write", "id-token": "write"}}
INPUT = re.compile(r"\$\{\{")


def read(file: Path) -> dict[Any, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(file.read_text("utf-8"))
    return workflow


def find_faults(name: str, workflow: dict[Any, Any]) -> list[str]:
    """What a workflow may that it should not, each with its remedy."""
    faults = []
    if workflow.get("permissions") != READ:
        faults.append(f"{name}: permissions are {workflow.get('permissions')}: write permissions: {{contents: read}}")
    triggers = workflow.get(True, workflow.get("on"))  # YAML 1.1 reads `on` as true
    if "pull_request_target" in triggers:
        faults.append(f"{name}: pull_request_target runs other people's code with our rights: use pull_request")
    for job, body in workflow["jobs"].items():
        allowed = WRITES.get((name, job), READ)
        if body.get("permissions", READ) != allowed:
            faults.append(f"{name}: job {job} has permissions {body['permissions']}: {allowed} is what it needs")
        if "timeout-minutes" not in body and (name, job) not in WRITES:
            faults.append(f"{name}: job {job} may hang for six hours: give it timeout-minutes")
        for step in body["steps"]:
            if INPUT.search(step.get("run", "")):
                faults.append(f"{name}: job {job} pastes an expression into a shell: hand it over by env")
    return faults


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_has_the_least_permissions(file: Path) -> None:
    assert not (faults := find_faults(file.name, read(file))), "\n".join(faults)


JOB = "jobs:\n  a:\n    timeout-minutes: 5\n    steps: [{run: 'true'}]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("on: push\n" + JOB, "permissions are None"),
        ("on: push\npermissions: write-all\n" + JOB, "permissions are write-all"),
        ("on: [pull_request_target]\npermissions: {contents: read}\n" + JOB, "pull_request_target"),
        (
            "on: push\npermissions: {contents: read}\n" + JOB + "    permissions: {contents: write}\n",
            "job a has permissions {'contents': 'write'}",
        ),
        (
            "on: push\npermissions: {contents: read}\n" + JOB.replace("'true'", "'echo ${{ github.head_ref }}'"),
            "pastes an expression",
        ),
    ],
)
def test_what_a_workflow_should_not_is_named(text: str, told: str) -> None:
    (fault,) = find_faults("other.yml", yaml.safe_load(text))
    assert told in fault


def test_the_newest_versions_are_run_by_the_clock() -> None:
    workflow = read(next(file for file in WORKFLOWS if file.name == "versions.yml"))
    assert workflow[True]["schedule"]
    assert any("tools.versions" in step.get("run", "") for step in workflow["jobs"]["versions"]["steps"])
