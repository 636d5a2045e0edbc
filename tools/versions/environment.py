"""An environment with another torch or Python, and otherwise with what `requirements/test.txt` locks; uv makes it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

LOCK = Path("requirements", "test.txt")
NAME = re.compile(r"(?P<subject>torch|python)-(?P<number>\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?)")
PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)
OF_TORCH = re.compile(r"(?:torch|torchvision|triton|nvidia-.*|cuda-.*)")  # what another torch brings itself


class VersionError(Exception):
    """A version that cannot be had, in one line: name, what is wrong, remedy."""


@dataclass(frozen=True)
class Version:
    """Another version of torch or of Python."""

    subject: str
    number: str

    @property
    def name(self) -> str:
        return f"{self.subject}-{self.number}"


def parse(name: str, root: Path) -> Version:
    """The version that a name means.

    Args:
        name: Such as `torch-2.15.0` or `python-3.12`; `oldest` is the oldest torch that `hanli` claims, `newest` the newest that
            the package index has.
        root: The folder of `pyproject.toml`.

    Raises:
        VersionError: The name means none.
    """
    if name == "oldest":
        return Version("torch", oldest_torch(root))
    if name == "newest":
        return Version("torch", newest_torch())
    found = NAME.fullmatch(name)
    if not found:
        raise VersionError(f"'{name}' names no version: write torch-2.15.0, python-3.12, oldest or newest")
    return Version(found["subject"], found["number"])


def oldest_torch(root: Path) -> str:
    """The oldest torch that `hanli` claims to run with, in three numbers."""
    claimed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    number = next((line.removeprefix("torch>=") for line in claimed if line.startswith("torch>=")), None)
    if not number:
        raise VersionError("pyproject.toml: the dependencies of hanli have no torch>=…: add it, or name a version")
    return number + ".0" * (2 - number.count("."))


def newest_torch() -> str:
    """The newest torch that the package index has for this Python."""
    done = call_uv(
        ["pip", "compile", "--quiet", "--no-deps", "--no-header", "--no-annotate", "--upgrade", "-"], "torch\n"
    )
    found = re.search(r"^torch==([\w.]+)", done.stdout, re.MULTILINE)
    if not found:
        raise VersionError(
            f"newest: the package index names no torch: look at its address and the network ({why(done)})"
        )
    return found[1]


def requirements(lock: str, version: Version, without: list[str]) -> str:
    """The locked packages with another version in their place, and without some.

    Args:
        lock: The text of `requirements/test.txt`.
        version: The version. Of another torch, torchvision and what torch brings itself are not pinned.
        without: Names of packages to leave out, for versions with which they cannot be installed.

    Raises:
        VersionError: A package that is to be left out is not locked.
    """
    starts = [*PINNED.finditer(lock)]
    ends = [*(start.start() for start in starts[1:]), len(lock)]
    pins = {start[1]: lock[start.start() : end].rstrip() for start, end in zip(starts, ends, strict=True)}
    if strange := sorted(set(without) - set(pins)):
        raise VersionError(f"--without {' '.join(strange)}: {LOCK.as_posix()} has no such package: mend the name")
    dropped = {name for name in pins if OF_TORCH.fullmatch(name)} if version.subject == "torch" else set()
    lines = [text for name, text in pins.items() if name not in dropped | set(without)]
    added = [f"torch=={version.number}", "torchvision"] if version.subject == "torch" else []
    return "\n".join([*added, *lines]) + "\n"


def make_environment(version: Version, root: Path, folder: Path, without: list[str]) -> Path:
    """Make the environment of a version, or find it as it was made; the path of its Python.

    Args:
        version: The version.
        root: The folder of `requirements`.
        folder: Where environments are kept, a folder for each.
        without: Packages to leave out.

    Raises:
        VersionError: There is no such version, or its packages do not fit the others.
    """
    made = folder / version.name
    python = made / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = requirements((root / LOCK).read_text(encoding="utf-8"), version, without)
    kept = made / "requirements.txt"
    if python.exists() and kept.exists() and kept.read_text(encoding="utf-8") == wanted:
        return python
    shutil.rmtree(made, ignore_errors=True)
    which = version.number if version.subject == "python" else "{}.{}".format(*sys.version_info)
    done = call_uv(["venv", "--quiet", "--python", which, str(made)])
    if done.returncode:
        raise VersionError(f"{version.name}: no Python {which} is found: install it, or name another ({why(done)})")
    asked = made / "asked.txt"
    asked.write_text(wanted, encoding="utf-8")
    done = call_uv(["pip", "install", "--quiet", "--python", str(python), "-r", str(asked)])
    if done.returncode:
        remedy = "name a version that the package index has, or leave out by --without what does not fit it"
        raise VersionError(f"{version.name}: cannot be installed: {remedy} ({why(done)})")
    asked.rename(kept)  # only now is the environment whole
    return python


def call_uv(arguments: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    """Run uv."""
    if not shutil.which("uv"):
        raise VersionError("uv is not on the PATH: pip install uv")
    return subprocess.run(["uv", *arguments], input=given, capture_output=True, text=True, check=False)


def why(done: subprocess.CompletedProcess[str]) -> str:
    """What uv says, in one line."""
    text = done.stderr.partition("×")[2] or done.stderr
    return "uv: " + " ".join(re.sub(r"[╰─▶│╭×]", " ", text).split())[:400]
