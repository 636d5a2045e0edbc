"""Under the output of a block that comes out otherwise with other versions: which those are, and what they print, folded."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from tools.pairs import INCLUDE
from tools.versions.record import Record, fingerprint

CODE = re.compile(r"(\s*)```(?:\s*\{ \.)?\s*(?:python|bash|sh)\b")
FENCE = re.compile(r"\s*```")
SHOWN = re.compile(r".*\.hanli-output\b")
WORDS = {
    "zh": {
        "text": "{versions} 打印的不同（页面上的输出来自课程锁定的版本）：",
        "figure": "{versions} 画出来的不一样",
        "shapes": "{versions} 的形状不一样",
        "time": "{versions} 跑得太久",
        "other": "{versions} 不一样（页面上的输出来自课程锁定的版本）：",
        "joined": "、",
    },
    "en": {
        "text": "{versions} print{s} something else (the page shows the output of the versions that the course pins):",
        "figure": "{versions} draw{s} another figure",
        "shapes": "{versions} give{s} other shapes",
        "time": "{versions} take{s} too long",
        "other": "{versions} differ{s} (the page shows the output of the versions that the course pins):",
        "joined": ", ",
    },
}
SENTENCES = {
    "zh": {
        "figure": "用这个版本跑，图和这里的不一样；上面的图来自课程锁定的版本。",
        "shapes": "用这个版本跑，注释里的形状有对不上的；上面的来自课程锁定的版本。",
        "time": "用这个版本跑，到时限还没跑完。",
    },
    "en": {
        "figure": "With this version the figure is another one; the page shows that of the versions which the course pins.",
        "shapes": "With this version a shape in the comments does not hold; the page shows those of the versions which the course pins.",
        "time": "With this version the block had not finished when its time was up.",
    },
}

Difference = dict[str, str]
LONG = 160  # characters of a line


def label(name: str, versions: dict[str, str]) -> str:
    """How readers see a version: `torch 2.15.0`, `Python 3.13.0`."""
    subject = name.partition("-")[0]
    return f"{'Python' if subject == 'python' else subject} {versions.get(subject, name.partition('-')[2])}"


def differences_of_blocks(record: Record) -> dict[str, list[Difference]]:
    """The differences of all versions by the fingerprint of their block, each with `label`, the version."""
    found: dict[str, list[Difference]] = {}
    for name, entry in record.items():
        for page in entry["pages"].values():
            for each in page["different"]:
                told = each | {"label": label(name, entry["versions"])}
                if told not in found.setdefault(each["fingerprint"], []):
                    found[each["fingerprint"]].append(told)
    return found


def note_versions(markdown: str, record: Record, expand: Callable[[str], list[str]], language: str) -> str:
    """Tell under each block what other versions print.

    A block or an output that changed since the record was made is another one, and nothing is told of it.

    Args:
        markdown: A page with captioned outputs, its includes not yet expanded.
        record: What `tools.versions.record` reads.
        expand: The lines that an include line stands for, or that line if it is none.
        language: `zh` or `en`.
    """
    known = differences_of_blocks(record)
    if not known:
        return markdown
    lines, shown, at = markdown.split("\n"), [], 0
    while at < len(lines):
        code = CODE.match(lines[at])
        if not code:
            shown.append(lines[at])
            at += 1
            continue
        end, output = end_of_block(lines, at)
        printed = content(lines, output, expand) if output else None
        digest = fingerprint(content(lines, at, expand), printed)
        shown += lines[at:end]
        for note in notes(known.get(digest, []), language, printed or ""):
            shown += ["", *[f"{code[1]}{line}".rstrip() for line in note], ""]
        at = end
    return "\n".join(shown)


def end_of_block(lines: list[str], start: int) -> tuple[int, int | None]:
    """The line after a block of code, its notes and its output, and the line where the output begins, if it has one."""
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = closing(lines, start)
    following = next((number for number in range(end, len(lines)) if FENCE.match(lines[number])), None)
    if following is not None and SHOWN.match(lines[following]):
        return closing(lines, following), following
    for number in range(end, len(lines)):
        if re.match(rf" {{{indent}}}(?:\d+\. |    )", lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
    return end, None


def closing(lines: list[str], start: int) -> int:
    """The line after the end of the fence that begins at `start`."""
    return next(number for number in range(start + 1, len(lines)) if lines[number].strip() == "```") + 1


def content(lines: list[str], start: int, expand: Callable[[str], list[str]]) -> str:
    """The text of a fence with what it includes."""
    inside = lines[start + 1 : closing(lines, start) - 1]
    return "\n".join(text for line in inside for text in (expand(line) if INCLUDE.match(line) else [line]))


def shorten(other: str, printed: str) -> list[str]:
    """The lines of another text without those that the page shows too: runs of these, and ends of long lines, are `…`."""
    before, after = printed.split("\n"), other.split("\n")
    kept: list[str] = []
    for kind, _, _, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        new = [line if len(line) <= LONG else f"{line[:LONG]}…" for line in after[start:end]]
        kept += new if kind in {"insert", "replace"} or end - start == 1 else ["…"] if kept[-1:] != ["…"] else []
    return kept


def notes(differences: list[Difference], language: str, printed: str) -> list[list[str]]:
    """The folded notes of one block, one for all versions that do the same."""
    same: dict[tuple[str, str], list[str]] = {}
    for each in differences:
        same.setdefault((each["kind"], each.get("text", "")), []).append(each["label"])
    words = WORDS[language]
    made = []
    for (kind, text), labels in same.items():
        title = words[kind].format(versions=words["joined"].join(labels), s="" if len(labels) > 1 else "s")
        fence = "`" * max([3, *(len(found) + 1 for found in re.findall("`+", text))])
        body = [f"{fence} {{ .text .no-copy }}", *shorten(text, printed), fence]
        if kind in SENTENCES[language]:
            body = [SENTENCES[language][kind]]
        made.append([f'??? hanli-versions "{title}"', "", *[f"    {line}" for line in body]])
    return made
