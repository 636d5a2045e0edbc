"""The synonyms of the search: what readers type, and the words of our pages that it means.

They come from `synonyms.yml` (written by hand) and from the glossary: the term in the other language, and the names that
our pages avoid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = "tools/search/synonyms.yml"
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Synonym:
    """A line of the file: what is typed, and for each language the terms that it stands for."""

    line: int
    typed: tuple[str, ...]
    terms: dict[str, tuple[str, ...]]


def read_synonyms(text: str) -> list[Synonym]:
    """Read synonyms.yml and keep the line of each entry; an entry of another form is refused with its line."""
    synonyms, constructor = [], yaml.constructor.SafeConstructor()
    for node in yaml.compose(text, Loader=yaml.SafeLoader).value:
        line = node.start_mark.line + 1
        entry = constructor.construct_document(node)
        if not isinstance(entry, dict) or set(entry) != {"typed", *LANGUAGES}:
            raise ValueError(f"{FILE}:{line}: an entry has the keys typed, zh and en, each a list")
        for key, words in entry.items():
            if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
                raise ValueError(f"{FILE}:{line}: {key} is a list of words: put in quotes what YAML takes for a value")
        synonyms.append(Synonym(line, tuple(entry["typed"]), {each: tuple(entry[each]) for each in LANGUAGES}))
    return synonyms


def glossary_synonyms(glossary: str, language: str) -> Iterator[tuple[list[str], list[str]]]:
    """From the rows of the Chinese glossary: (what is typed, the term of the pages of this language)."""
    for row in re.findall(r"(?m)^\|(.+)\|$", glossary)[2:]:
        chinese, forms, avoided = (cell.strip() for cell in row.split("|"))
        english = [form.strip() for form in re.sub(r"\([^)]*\)", "", forms).split(",")]
        others = [name for name in avoided.split("、") if name]
        if language == "zh":
            yield [*english, *others], [chinese]
        else:
            yield [chinese, *others], [english[0]]


def find_dangling(synonyms: Iterable[Synonym], texts: dict[str, str]) -> list[str]:
    """The terms that stand on no page, each with file, line and remedy. `texts` is what the pages of a language say."""
    faults = []
    folded = {language: text.casefold() for language, text in texts.items()}
    for synonym in synonyms:
        for language, terms in synonym.terms.items():
            for term in terms:
                if not stands_in(term, folded[language]):
                    fault = f"{FILE}:{synonym.line}: '{term}' stands in no section of docs/{language}"
                    faults.append(f"{fault}: name a term that its pages use, or write the page first")
    return faults


def stands_in(term: str, folded: str) -> bool:
    """Whether a text without capitals says a term: Latin words from their beginning."""
    return re.search(rf"(?<![a-z0-9]){re.escape(term.casefold())}", folded) is not None


def load_synonyms(root: Path, language: str) -> list[tuple[list[str], list[str]]]:
    """All synonyms of a language: those written by hand, then those of the glossary."""
    written = read_synonyms((root / FILE).read_text(encoding="utf-8"))
    own = [(list(synonym.typed), list(synonym.terms[language])) for synonym in written]
    glossary = root / "docs/zh/glossary.md"
    if not glossary.is_file():
        return own
    return own + list(glossary_synonyms(glossary.read_text(encoding="utf-8"), language))
