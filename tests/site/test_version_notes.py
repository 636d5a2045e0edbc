"""What the site tells of other versions: the note under an output, the tables of the proof page, and a record that is not good."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from building import mkdocs
from built import pages
from markdown import markdown as to_html

from tools.includes import expand
from tools.page_data import page_data
from tools.proof import digest
from tools.transform import transform_markdown
from tools.versions.claims import PYTHON, find_unproved_claims
from tools.versions.notes import LONG, note_versions, shorten
from tools.versions.record import FILE, LENGTH, RecordError, changed_pages, check, fingerprint, read_record

ROOT = Path(__file__).parents[2]
BLOCK = """\
```python
--8<-- "a/{0}.py"
```

1.  a note

    of two paragraphs

<!--pytest-codeblocks:expected-output-->
```text
--8<-- "a/{0}.out"
```
"""
SILENT = BLOCK.partition("<!--")[0]
VERSIONS = {"python": "3.11.7", "torch": "2.15.0", "torchvision": "0.29.2"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Two blocks beside each other, one with an output, in a course without a record."""
    for name, text in {
        "one.py": "print(1)  # (1)!\n",
        "one.out": "1\n",
        "two.py": "print(2)\n",
        "two.out": "2\n",
    }.items():
        (tmp_path / "snippets/a").mkdir(parents=True, exist_ok=True)
        (tmp_path / "snippets/a" / name).write_text(text, "utf-8")
    for name in ("proof", "docs/zh", "docs/en"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "docs/zh/a.md").write_text(BLOCK.format("one"), "utf-8")
    return tmp_path


def keep(course: Path, *different: dict[str, str], name: str = "torch-2.15.0", **more: Any) -> None:
    """Write a record in which these blocks of the page `a` came out otherwise."""
    file = course / FILE
    record = json.loads(file.read_text("utf-8")) if file.exists() else {}
    page = {
        "date": "2026-01-02",
        "digest": digest(course / "docs/zh/a.md", course)[:LENGTH],
        "blocks": 3,
        "different": list(different),
        "not_run": {"needs torchao": ["a/three.py"], "needs a CUDA GPU": ["a/four.py", "a/five.py"]},
    }
    hanli = {
        "date": "2026-01-02",
        "digest": "d",
        "passed": 7,
        "skipped": 0,
        "failed": {"tests/hanli/test_a.py::test_b": "no"},
    }
    record[name] = {"versions": VERSIONS, "without": [], "hanli": hanli, "pages": {"a": page}} | more
    file.write_text(json.dumps(record), "utf-8")


def other(text: str = "NotImplementedError: x", kind: str = "text", output: str | None = "1\n") -> dict[str, str]:
    """The first block, come out otherwise."""
    told = {"block": "a/one.py", "fingerprint": fingerprint("print(1)  # (1)!\n", output), "kind": kind}
    return told | ({"text": text} if kind in {"text", "other"} else {})


def shown(course: Path, text: str, language: str = "en") -> str:
    return transform_markdown(text, "a/", language, course)


WHY = "(the page shows the output of the versions that the course pins):"  # why a page has two outputs
PRINTS = {
    "zh": "torch 2.15.0 打印的不同（页面上的输出来自课程锁定的版本）：",
    "en": f"torch 2.15.0 prints something else {WHY}",
}


@pytest.mark.parametrize(("language", "title"), PRINTS.items())
def test_the_other_text_stands_folded_under_the_output(course: Path, language: str, title: str) -> None:
    keep(course, other())
    made = shown(course, BLOCK.format("one") + "\nText.\n\n" + BLOCK.format("two"), language)
    before, note, after = made.partition(f'??? hanli-versions "{title}"\n\n    ``` {{ .text .no-copy }}\n    NotImpl')
    assert note and "??? hanli" not in after
    assert before.rstrip().endswith('--8<-- "a/one.out"\n```')
    assert after.startswith("ementedError: x\n    ```\n")


def test_of_what_the_page_shows_too_only_single_lines_stay() -> None:
    page = "a\nb\nc\nd\ne"
    assert shorten("a\nb\nx\nd\ny", page) == ["…", "x", "d", "y"]
    assert shorten("a\nb", page) == ["…"], "the others are not printed"
    assert shorten("z" * 200, page) == ["z" * LONG + "…"]


def test_it_is_a_closed_fold_in_html(course: Path) -> None:
    keep(course, other("a\n\nb `c` ```d"))
    made = shown(course, BLOCK.format("one") + "\nText.\n")
    extensions = ["attr_list", "pymdownx.details", "pymdownx.superfences"]
    html = to_html(made, extensions=extensions)
    fold = re.search(
        rf'<details class="hanli-versions">\s*<summary>{re.escape(PRINTS["en"])}</summary>(.*)</details>', html, re.S
    )
    assert fold and "<details open" not in html
    assert re.sub("<[^>]+>", "", fold[1]).strip() == "a\n\nb `c` ```d"


def test_versions_that_print_the_same_share_a_note(course: Path) -> None:
    keep(course, other("x"))
    keep(course, other("x"), name="python-3.13", versions=VERSIONS | {"python": "3.13.0"})
    keep(course, other("y"), name="torch-2.10.0", versions=VERSIONS | {"torch": "2.10.0"})
    made = shown(course, BLOCK.format("one"))
    assert re.findall(r'\?\?\? hanli-versions "(.*)"', made) == [
        f"torch 2.15.0, Python 3.13.0 print something else {WHY}",
        f"torch 2.10.0 prints something else {WHY}",
    ]


@pytest.mark.parametrize("kind", ["figure", "shapes", "time"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_no_text_is_told_in_a_sentence(course: Path, kind: str, language: str) -> None:
    keep(course, other(kind=kind))
    made = shown(course, BLOCK.format("one"), language)
    assert re.search(r'\?\?\? hanli-versions "torch 2\.15\.0.+"\n\n    \S.+[。.]\n', made)


def test_a_block_without_output_has_the_note_after_its_own_notes(course: Path) -> None:
    keep(course, other("x", output=None))
    made = shown(course, SILENT.format("one") + "\nText.\n\n```text\nplain\n```\n")
    assert made.index("of two paragraphs") < made.index("??? hanli-versions") < made.index("Text.")


def test_a_note_is_indented_as_its_block(course: Path) -> None:
    keep(course, other("x"))
    inside = "!!! note\n\n" + "".join(f"    {line}".rstrip() + "\n" for line in BLOCK.format("one").splitlines())
    note = f'\n    ??? hanli-versions "{PRINTS["en"]}"\n\n        ``` {{ .text .no-copy }}\n        x\n'
    assert note in shown(course, inside)


def test_in_a_pair_the_note_stands_in_the_tab_of_its_block(course: Path) -> None:
    keep(course, other("x"))
    made = shown(course, f"<!-- hanli:compare -->\n{BLOCK.format('one')}\n{BLOCK.format('two')}")
    wrong, right = made.split('=== "✓ Right"')
    assert f'\n    ??? hanli-versions "{PRINTS["en"]}"' in wrong.partition('=== "✗ Wrong"')[2]
    assert "hanli-versions" not in right


@pytest.mark.parametrize("changed", ["one.py", "one.out"])
def test_nothing_is_told_of_a_block_that_changed_since(course: Path, changed: str) -> None:
    keep(course, other())
    (course / "snippets/a" / changed).write_text("print(3)\n", "utf-8")
    assert "hanli-versions" not in shown(course, BLOCK.format("one"))


def test_without_differences_a_page_stays_as_it_is(course: Path) -> None:
    text = BLOCK.format("one")
    assert note_versions(text, {}, lambda line: expand(line, course), "en") == text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_proof_page_shows_versions_by_blocks_and_what_differs(course: Path, language: str) -> None:
    keep(course, other())
    keep(course, other(kind="figure"), other(), name="torch-2.10.0", versions=VERSIONS | {"torch": "2.10.0"})
    data = page_data("proof", "proof.html", [("a", "A", "a/")], language, course)
    rows = data["versions"]
    assert [row["label"] for row in rows] == ["torch 2.10.0", "torch 2.15.0"]
    row = {
        "blocks": 3,
        "equal": 1,
        "different": 2,
        "not_run": 3,
        "passed": 7,
        "failed": 1,
        "date": "2026-01-02",
        "changed": 0,
    }
    assert row.items() <= rows[0].items()
    words = {"zh": ["图", "打印的文字"], "en": ["figure", "text"]}[language]
    assert [(row["kind"], row["labels"], row["block"]) for row in data["version_differences"]] == [
        (words[0], ["torch 2.10.0"], "a/one.py"),
        (words[1], ["torch 2.10.0", "torch 2.15.0"], "a/one.py"),
    ]
    reasons = {"zh": ["需要 CUDA GPU", "需要 torchao，那个环境里没有"], "en": ["needs a CUDA GPU", "needs torchao"]}[
        language
    ]
    assert [(row["reason"], row["count"]) for row in data["version_not_run"][:2]] == [
        *zip(reasons, (2, 1), strict=True)
    ]
    assert [row["test"] for row in data["version_failures"]] == ["tests/hanli/test_a.py::test_b"] * 2


def test_an_entry_older_than_the_pages_is_named_with_file_and_remedy(course: Path) -> None:
    keep(course, other())
    (fault,) = check(read_record(course), course)
    assert fault.startswith("proof/versions.json: torch-2.15.0: hanli or its tests changed since: run python -m tools")
    (course / "docs/zh/b.md").write_text(BLOCK.format("two"), "utf-8")
    (course / "docs/zh/c.md").write_text("No blocks.\n", "utf-8")
    (course / "snippets/a/one.out").write_text("3\n", "utf-8")
    (fault,) = check(read_record(course), course)
    assert "2 pages changed since (a, b)" in fault
    assert fault.endswith("run python -m tools.versions torch-2.15.0 --changed")
    assert page_data("proof", "proof.html", [("a", "A", "a/")], "en", course)["versions"][0]["changed"] == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", r"proof/versions.json:1: not JSON, .*: restore it from git, or delete it and run"),
        (
            '{"torch-2.15.0": {"versions": {}}}',
            r"proof/versions.json: torch-2.15.0 lacks one of versions, pages, hanli: ",
        ),
        (
            '{"torch-2.15.0": {"versions": {}, "hanli": null, "pages": {"a": {"blocks": 1}}}}',
            r"proof/versions.json: torch-2.15.0, a lacks one of date, digest, blocks, different, not_run: ",
        ),
        ("[]", r"proof/versions.json: the file lacks one of"),
    ],
)
def test_what_is_no_record_is_one_line(course: Path, text: str, told: str) -> None:
    (course / FILE).write_text(text, "utf-8")
    with pytest.raises(RecordError, match=told) as raised:
        read_record(course)
    assert "\n" not in str(raised.value)


def test_a_site_with_a_broken_record_does_not_build(small_site: Callable[..., Path], tmp_path: Path) -> None:
    folder = small_site()
    (folder / FILE).write_text("{", "utf-8")
    done: subprocess.CompletedProcess[str] = mkdocs(folder, tmp_path / "built")
    assert done.returncode
    assert "index.md: proof/versions.json:1: not JSON" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_committed_record_speaks_of_pages_that_are_there_and_of_no_place() -> None:
    record = read_record(ROOT)
    assert record, f"{FILE} is gone: restore it from git"
    for name, entry in record.items():
        gone = [page for page in entry["pages"] if not (ROOT / f"docs/zh/{page}.md").is_file()]
        assert not gone, f"{FILE}: {name} speaks of {gone}: run python -m tools.versions {name} --changed"
    text = (ROOT / FILE).read_text("utf-8")
    assert not re.findall(r"/(?:tmp|home|root|usr|opt)/[^\"]*", text), f"{FILE} names folders of a machine"


def test_a_claim_that_was_not_run_is_named() -> None:
    project = {
        "dependencies": ["torch>=2.9"],
        "requires-python": ">=3.10",
        "classifiers": [PYTHON + "3.11", PYTHON + "3.12"],
    }
    record = {"torch-2.10.0": {"versions": {"torch": "2.10.0", "python": "3.11.7"}}}
    torch, twelve, ten = find_unproved_claims(project, record, "3.11.7")
    assert "claims torch 2.9, which was not run: run python -m tools.versions oldest" in torch
    assert "claims Python 3.12: run python -m tools.versions python-3.12" in twelve
    assert "claims Python 3.10" in ten


def test_the_built_pages_tell_what_the_record_knows(site: Path) -> None:
    record = read_record(ROOT)
    changed = {name for entry in record.values() for name in changed_pages(entry, ROOT)}
    for language in ("zh", "en"):
        told = 0
        for name in {name for entry in record.values() for name in entry["pages"]}:
            expected = {
                each["fingerprint"]
                for entry in record.values()
                for each in entry["pages"].get(name, {"different": []})["different"]
            }
            page = site / ("" if language == "zh" else "en") / name.removesuffix("index") / "index.html"
            notes = len(re.findall(r'<details class="hanli-versions">', page.read_text("utf-8")))
            told += notes
            assert name in changed or notes >= len(expected), f"{page}: {notes} notes for {len(expected)} blocks"
        assert told
    assert all("hanli-versions" not in page.read_text("utf-8") for page in pages(site) if page.parent.name == "about")
