"""`hanli` from the site itself: the wheel is the one of the sources, its line has the reader's address, and it installs and runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built import LANGUAGES
from packaging.requirements import Requirement

from tools import wheel

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PAGES = ["roadmap/stage1/environment/", "reference/"]
BLOCK = ROOT / "snippets/reference/seed/seeded.py"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of what the wheel is built from."""
    for path in wheel.sources(ROOT):
        copy = tmp_path / "copy" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return tmp_path / "copy"


def test_the_site_serves_the_wheel_of_its_sources_once(site: Path) -> None:
    served = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.whl"))
    assert served == [f"{wheel.FOLDER}/{wheel.name(ROOT)}"]
    assert not (told := wheel.differences((site / served[0]).read_bytes(), ROOT)), "\n".join(told)


def test_the_wheel_is_the_same_to_the_byte_wherever_it_is_built(sources: Path) -> None:
    os.utime(sources / "hanli/seed.py", (0, 0))
    assert wheel.build(sources) == wheel.build(ROOT)


def test_a_wheel_that_is_not_of_the_sources_is_told_in_a_line(sources: Path) -> None:
    before = wheel.build(sources)
    (sources / "hanli/seed.py").write_text("# changed\n", "utf-8")
    (sources / "hanli/added.py").write_text("# new\n", "utf-8")
    (sources / "hanli/device.py").unlink()
    assert wheel.differences(before, sources) == [
        f"{wheel.name(ROOT)}: hanli/{name}.py is not the one of the sources: build the site again, which builds the wheel"
        for name in ("added", "device", "seed")
    ]
    assert not wheel.differences(wheel.build(sources), sources)


# ---- the line on the page --------------------------------------------------------------------------------------------

LINE = f"```console\n$ python -m pip install downloads/{wheel.name(ROOT)}\n```\n"


@pytest.mark.parametrize(
    ("url", "language", "address"),
    [
        ("", "zh", "downloads/"),
        ("", "en", "../downloads/"),
        ("reference/", "zh", "../downloads/"),
        ("roadmap/stage1/environment/", "en", "../../../../downloads/"),
    ],
)
def test_the_note_after_the_line_links_to_the_wheel(url: str, language: str, address: str) -> None:
    linked = wheel.link(f"Before.\n\n{LINE}\nAfter.\n", url, language, ROOT)
    before, after = linked.split(LINE.rstrip("\n"))
    assert before == "Before.\n\n"
    assert f'<a href="{address}{wheel.name(ROOT)}">' in after
    assert after.startswith('\n\n<p class="hanli-wheel">')
    assert after.endswith("\n\nAfter.\n")


def test_other_fences_are_left_alone() -> None:
    text = f"```console\n$ pip list\n```\n\n{LINE.replace('console', 'text').replace('downloads/', '')}\n"
    assert wheel.link(text, "", "zh", ROOT) == text


def test_a_line_with_another_version_is_refused() -> None:
    with pytest.raises(wheel.WheelError, match=f"hanli-0.0.9.*the site serves {wheel.name(ROOT)}: write its version"):
        wheel.link(LINE.replace(PROJECT["version"], "0.0.9"), "", "zh", ROOT)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_the_line_has_the_address_from_which_the_page_was_read(
    home: str, tab: Callable[..., Any], prefix: str, name: str
) -> None:
    page = tab()
    page.goto(f"{home}{prefix}{name}")
    line = f"$ python -m pip install {home}{wheel.FOLDER}/{wheel.name(ROOT)}"
    assert line in [text.strip() for text in page.locator(".language-console code").all_inner_texts()]
    assert not page.locator(".hanli-wheel").is_visible()


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_without_javascript_a_note_says_what_to_do(home: str, tab: Callable[..., Any], prefix: str) -> None:
    page = tab(java_script_enabled=False)
    page.goto(f"{home}{prefix}{PAGES[0]}")
    note = page.locator(".hanli-wheel")
    assert note.is_visible()
    assert "JavaScript" in note.inner_text()
    with page.expect_download() as download:
        note.locator("a").click()
    assert download.value.suggested_filename == wheel.name(ROOT)


# ---- installed -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader(home: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the locked packages, into which the served wheel was installed as the page says."""
    folder = tmp_path_factory.mktemp("reader")
    venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(folder / "environment")
    python = folder / "environment" / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = next((folder / "environment").glob("**/site-packages"))
    locked = [path for path in sys.path if Path(path).name == "site-packages"]  # uv lays one environment over another
    (packages / "locked.pth").write_text("\n".join(locked), "utf-8")
    address = f"{home}{wheel.FOLDER}/{wheel.name(ROOT)}"
    command = [python, "-m", "pip", "install", "--no-deps", "--no-index", "--disable-pip-version-check", address]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean(), check=False)
    assert not done.returncode, done.stderr
    return python


def clean() -> dict[str, str]:
    """The user's variables, without what would let Python find this repository's own `hanli`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    return kept | {"OMP_NUM_THREADS": "1"}


def test_the_installed_wheel_runs_a_block(reader: Path, tmp_path: Path) -> None:
    shutil.copy(BLOCK, tmp_path)
    done = subprocess.run(
        [reader, "-W", "error", BLOCK.name], cwd=tmp_path, env=clean(), capture_output=True, text=True, check=True
    )
    assert done.stdout == BLOCK.with_suffix(".out").read_text("utf-8")


def test_the_installed_wheel_is_what_the_project_declares(reader: Path, tmp_path: Path) -> None:
    program = (
        "import hanli, json\nfrom importlib.metadata import metadata\nm = metadata('hanli')\n"
        "print(json.dumps([hanli.__file__, hanli.__version__, m['Name'], m['Version'], m['Requires-Python'],"
        " m['License-Expression'], m.get_all('Requires-Dist'), m.get_all('Provides-Extra')]))"
    )
    done = subprocess.run(
        [reader, "-c", program], cwd=tmp_path, env=clean(), capture_output=True, text=True, check=True
    )
    file, told, name, version, python, licensed, required, extras = json.loads(done.stdout)
    assert Path(file).is_relative_to(reader.parents[1])
    assert [name, version, told] == [PROJECT["name"], PROJECT["version"], PROJECT["version"]]
    assert [python, licensed] == [PROJECT["requires-python"], PROJECT["license"]]
    declared = {Requirement(line) for line in PROJECT["dependencies"]}
    optional = PROJECT["optional-dependencies"]
    declared |= {Requirement(f'{line}; extra == "{extra}"') for extra, lines in optional.items() for line in lines}
    assert {Requirement(line) for line in required} == declared
    assert sorted(extras) == sorted(optional)


def test_the_reference_lists_what_each_module_needs() -> None:
    """reference/index.md has a line for each extra of pyproject.toml, in both languages."""
    for language in LANGUAGES:
        text = (ROOT / f"docs/{language}/reference/index.md").read_text("utf-8")
        for extra, lines in PROJECT["optional-dependencies"].items():
            names = " ".join(sorted(Requirement(line).name for line in lines))
            row = f"| `hanli.{extra}` | `python -m pip install {names}` |"
            assert row in text, f"docs/{language}/reference/index.md: write the row {row}"
