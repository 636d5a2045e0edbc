"""Tables of the benchmarks in both languages, from one measurement.

A benchmark writes what it measured to `benchmarks/<name>.json`: facts, and tables whose headings and names of rows are English.
`benchmarks/words.yml` has the Chinese for each of them, and the line under the tables in both languages. From the two come
`<name>.en.md` and `<name>.zh.md`, which the pages include by the name of a table:

    --8<-- "benchmarks/memory.zh.md:ways"

After a change of words, write all tables again without measuring anything:

    python -m benchmarks.tables
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
CODE_OR_UNIT = re.compile(r"`[^`]*`|\]\([^)]*\)|<br>|\b(?:MiB|kB|ms)\b|[\d.]e-?\d+")


def table(columns: list[str], rows: list[list[str]], *, left: int = 1) -> dict[str, Any]:
    """One table: headings, rows whose first cell is a name, and how many of its columns are text and stand to the left."""
    return {"columns": columns, "left": left, "rows": rows}


def write(name: str, facts: dict[str, Any], tables: dict[str, dict[str, Any]], folder: Path = FOLDER) -> None:
    """Keep a measurement, and render it in both languages."""
    data = {"facts": {key: str(value) for key, value in facts.items()}, "tables": tables}
    (folder / f"{name}.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        (folder / f"{name}.{language}.md").write_text(render(name, data, language), encoding="utf-8")


def render(name: str, data: dict[str, Any], language: str) -> str:
    """The tables of a measurement as Markdown, each between the marks of a section, and the line on how they were made."""
    words = yaml.safe_load((FOLDER / "words.yml").read_text(encoding="utf-8"))[name]
    parts = [
        section(key, rows_of(one, lambda text: translate(text, words["zh"], name) if language == "zh" else text))
        for key, one in data["tables"].items()
    ]
    parts.append(section("note", [words["note"][language]]))
    return "\n".join(parts).format_map({key: str(value) for key, value in data["facts"].items()})


def section(key: str, lines: list[str]) -> str:
    """A part of a file that a page can include by its name."""
    return "\n".join([f"<!-- --8<-- [start:{key}] -->", *lines, f"<!-- --8<-- [end:{key}] -->", ""])


def rows_of(one: dict[str, Any], word: Any) -> list[str]:
    """The lines of one table, each text passed through `word`."""
    columns = [word(text) for text in one["columns"]]
    rule = ["---" if at < one["left"] else "---:" for at in range(len(columns))]
    rows = [columns, rule, *([word(text) for text in row] for row in one["rows"])]
    return [f"| {' | '.join(row)} |" for row in rows]


def translate(text: str, chinese: dict[str, str], name: str) -> str:
    """The Chinese for an English text; code, numbers and units stay as they are."""
    if text in chinese:
        return chinese[text]
    if re.search(r"[A-Za-z]{2}", CODE_OR_UNIT.sub("", text)):
        raise KeyError(f"{text!r} has no Chinese: add it to `{name}` in benchmarks/words.yml")
    return text


def main() -> None:
    """Render every measurement again."""
    for path in sorted(FOLDER.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        write(path.stem, data["facts"], data["tables"])


if __name__ == "__main__":
    main()
