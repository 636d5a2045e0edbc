"""Each pair of anti-patterns differs in the line that it names, and that line alone brings the symptom and takes it away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.blocks import Block, blocks_of
from tools.compare import last_error, same
from tools.isolate import Isolated
from tools.machines import environment
from tools.pairs import NOTE, hunks

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "snippets/patterns/antipatterns"
PAIRS = {path.stem.removesuffix("_wrong"): path for path in sorted(FOLDER.rglob("*_wrong.py"))}
AT_MOST = 10  # lines that only one of the two blocks has
DECLARED: dict[str, str] = {}  # pairs that can't be such pairs, and why

Hunk = tuple[range, range]


def named(wrong: str, found: list[Hunk]) -> Hunk:
    """The hunk at the line marked `# (1)!`: it holds the line, or only adds lines directly before or after it."""
    marked = next(number for number, line in enumerate(wrong.splitlines()) if line.endswith("# (1)!"))
    at = [(a, b) for a, b in found if marked in a or (not a and marked in (a.start - 1, a.start))]
    assert len(at) == 1, f"line {marked + 1}, marked (1), is in none of the differing lines {[a for a, _ in found]}"
    return at[0]


def differences(wrong: str, right: str) -> list[Hunk]:
    """The hunks of a pair. A line that only moved is one of them, with what lies between."""
    found, (olds, news) = hunks(wrong, right), (wrong.splitlines(), right.splitlines())
    for one, other in [(one, other) for one in found for other in found]:
        gone, come = one[0], other[1]
        alone = gone and come and not one[1] and not other[0]
        if alone and [plain(olds[i]) for i in gone] == [plain(news[i]) for i in come]:
            a, b = sorted((one, other), key=lambda hunk: hunk[0].start)
            found = [hunk for hunk in found if not (a[0].start <= hunk[0].start and hunk[0].stop <= b[0].stop)]
            return [*found, (range(a[0].start, b[0].stop), range(a[1].start, b[1].stop))]
    return found


def plain(line: str) -> str:
    return NOTE.sub("", line).strip()


def swap(into: str, lines: range, source: str, taken: range) -> str:
    """The first text with `lines` replaced by the lines `taken` of the other."""
    kept, other = into.splitlines(), source.splitlines()
    return "\n".join([*kept[: lines.start], *other[taken.start : taken.stop], *kept[lines.stop :], ""])


def block_of(path: Path) -> Block:
    page = ROOT / "docs/zh/patterns/antipatterns" / f"{path.parent.name}.md"
    return next(block for block in blocks_of(page, ROOT) if block.source == path)


def read_pair(slug: str) -> tuple[str, str]:
    wrong = PAIRS[slug]
    return wrong.read_text("utf-8"), wrong.with_name(f"{slug}_right.py").read_text("utf-8")


def pairs() -> list[object]:
    """A parameter for each pair, which must fail where that is declared."""
    declared = {slug: pytest.mark.xfail(reason=reason, strict=True) for slug, reason in DECLARED.items()}
    return [pytest.param(slug, marks=declared.get(slug, ())) for slug in PAIRS]


@pytest.fixture(scope="module")
def isolated() -> Iterator[Isolated]:
    server = Isolated(environment("host", ROOT), ["torch._dynamo"])
    yield server
    server.close()


def outcome(code: str, block: Block, isolated: Isolated) -> str:
    """What a page would show for this code: what it prints, and the error that ends it."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "work" / f"{block.name}.py"
        script.parent.mkdir()
        script.write_text(code, encoding="utf-8")
        result = isolated.run(script, "python", block.killed_after)
    assert not result.timed_out, result.stdout
    return result.stdout + (last_error(result.stderr) if result.code else result.stderr)


def test_every_declared_pair_exists_and_says_why() -> None:
    assert DECLARED.keys() <= PAIRS.keys()
    assert all(DECLARED.values())


@pytest.mark.parametrize("slug", pairs())
def test_the_named_lines_alone_take_the_symptom_away_and_bring_it(slug: str, isolated: Isolated) -> None:
    """With a single hunk both swapped blocks are the blocks of the page, which run there, so there is nothing to run."""
    wrong, right = read_pair(slug)
    found = differences(wrong, right)
    count = sum(len(a) + len(b) for a, b in hunks(wrong, right))
    assert 0 < count <= AT_MOST, f"{slug}: {count} lines differ, at most {AT_MOST} may"
    of_wrong, of_right = named(wrong, found)
    if len(found) == 1:
        return
    blocks = block_of(PAIRS[slug]), block_of(PAIRS[slug].with_name(f"{slug}_right.py"))
    for what, code, block in (
        ("the wrong block with the named lines of the right one", swap(wrong, of_wrong, right, of_right), blocks[1]),
        ("the right block with the named lines of the wrong one", swap(right, of_right, wrong, of_wrong), blocks[0]),
    ):
        got = outcome(code, block, isolated)
        if not same(block.expected or "", got, block.grade):
            pytest.fail(f"{slug}: {what} prints\n{got}\nand not\n{block.expected}", pytrace=False)


def test_what_is_no_such_pair_is_noticed(isolated: Isolated) -> None:
    """A named line that changes nothing, beside another that does; a mark on a line that both share; a line that moved."""
    wrong = "total = 1\nstep = 1\nspare = 0  # (1)!\nprint(total + step)\n"
    right = "total = 1\nstep = 2\nspare = 1\nprint(total + step)\n"
    found = hunks(wrong, right)
    assert found == [(range(1, 3), range(1, 3))], "lines that stand together are one hunk"
    wrong, right = wrong.replace("spare", "\nspare"), right.replace("spare", "\nspare")
    of_wrong, of_right = named(wrong, hunks(wrong, right))
    block = Block(FOLDER, 1, "python", "", None)
    assert outcome(right, block, isolated) == "3\n"
    assert outcome(swap(wrong, of_wrong, right, of_right), block, isolated) == "2\n", "the symptom stays"
    shared = wrong.replace("  # (1)!", "").replace("+ step)", "+ step)  # (1)!")
    with pytest.raises(AssertionError, match="line 5, marked"):
        named(shared, hunks(shared, right))
    missing = "a = 1  # (1)!\nprint(a)\n"
    assert named(missing, hunks(missing, "a = 1\nb = 2\nprint(a)\n")) == (range(1, 1), range(1, 2))
    early, late = "a = 1\nb = 2  # (1)!\nc = 3\nprint(a)\n", "a = 1\nc = 3\n    b = 2\nprint(a)\n"
    assert differences(early, late) == [(range(1, 3), range(1, 3))]
    assert swap(early, range(1, 3), late, range(1, 3)) == late
