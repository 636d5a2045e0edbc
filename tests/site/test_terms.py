"""Both languages use the terms of the glossary."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tools.pages import SILENT, Page, blocks, pages, prose

ROOT = Path(__file__).parents[2]
HEADER = {"zh": "术语", "en": "Term"}

# Chinese terms that are also everyday words: their use does not ask for the English term.
EVERYDAY = {"轮"}


@dataclass(frozen=True)
class Term:
    """A row of a glossary. An English cell may name several forms, `mask, masking`, and may say
    in parentheses what is meant, `memory (of a GPU)`.
    """

    line: int
    zh: str
    en: str
    avoid: tuple[str, ...]


class Text:
    """The words of a page in one string, which still knows the lines."""

    def __init__(self, page: Page, between: str) -> None:
        self.lines, self.starts, self.text = [], [], ""
        for number, line in prose(page):
            self.lines.append(number)
            self.starts.append(len(self.text))
            self.text += line + between

    def line(self, at: int) -> int:
        return self.lines[bisect_right(self.starts, at) - 1]


def glossary(root: Path, language: str) -> tuple[Page, list[Term]]:
    """The glossary page of a language and its rows."""
    page = Page(root, root / "docs" / language / "glossary.md")
    terms = []
    for block in blocks(page):
        if block.kind != "table":
            continue
        rows = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in block.lines]
        if rows[0][0] != HEADER[language]:
            continue
        for line, (own, other, avoid) in enumerate(rows[2:], block.line + 2):
            zh, en = (own, other) if language == "zh" else (other, own)
            terms.append(Term(line, zh, en, tuple(part for part in avoid.split("、") if part)))
    return page, terms


def words(phrase: str) -> str:
    """A pattern for an English phrase: hyphens, line breaks, and its last word in simple forms."""
    pattern = r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", phrase.strip()))
    endings = {"y": "(?:y|ies)", "e": "(?:e|es|ed|ing)"}.get(pattern[-1], "(?:s|es|ed|ing)?")
    stem = pattern[:-1] if pattern[-1] in "ye" else pattern
    return rf"(?<![^\W_]){stem}{endings}(?![^\W_])"


def glossary_faults(root: Path) -> Iterator[str]:
    (zh_page, zh_terms), (en_page, en_terms) = (glossary(root, language) for language in HEADER)
    for page, terms in ((zh_page, zh_terms), (en_page, en_terms)):
        seen: dict[str, int] = {}
        for term in terms:
            if term.zh in seen:
                fault = f"{term.zh} is in line {seen[term.zh]} too"
                yield f"{page.where}:{term.line}: {fault}: keep one"
            seen.setdefault(term.zh, term.line)
    there = {term.zh: term for term in en_terms}
    for term in {term.zh: term for term in zh_terms}.values():
        twin = there.pop(term.zh, None)
        if twin is None:
            fault = f"{term.zh} ({term.en}) is not in {en_page.where}: add the row there"
            yield f"{zh_page.where}:{term.line}: {fault}"
        elif twin.en != term.en:
            fault = f"{term.zh} is '{term.en}' here and '{twin.en}' in {en_page.where}:{twin.line}"
            yield f"{zh_page.where}:{term.line}: {fault}: make both the same"
    for term in there.values():
        fault = f"{term.zh} ({term.en}) is not in {zh_page.where}: add the row there"
        yield f"{en_page.where}:{term.line}: {fault}"


# `### 批次（batch） { #batch }`, `### batch (批次) { #batch }`; a term that has one name in both: `### softmax { #softmax }`.
DEFINITION = re.compile(r"### (?:(.+?)\s?[(（](.+)[)）]|([!-~]+)) \{ #[\w-]+ \}")


def definition_faults(root: Path, language: str) -> Iterator[str]:
    """Definitions of the glossary that are out of order, contradict the table or name no page that teaches the term."""
    page, terms = glossary(root, language)
    names = {form: term.zh for term in terms for form in forms(term, "en")}
    before, parts = "", list(blocks(page))
    for heading, text in pairwise(parts):
        if not heading.lines[0].startswith("### "):
            continue
        where = f"{page.where}:{heading.line}"
        found = DEFINITION.fullmatch(heading.lines[0])
        if not found:
            yield f"{where}: '{heading.lines[0]}' is no definition: write `### term (its name in the other language)`"
            continue
        own, other = found[1] or found[3], found[2] or found[3]
        zh, en = (own, other) if language == "zh" else (other, own)
        if en.lower() < before.lower():
            yield f"{where}: '{en}' stands after '{before}': sort the definitions by the English term"
        before = en
        for form in (form.strip() for form in en.split(",")):
            if names.get(form, zh) != zh:
                yield f"{where}: {form} is '{zh}' here and '{names[form]}' in the table: make both the same"
        if text.kind != "paragraph" or ".md" not in text.lines[-1]:
            yield f"{where}: the definition of '{en}' names no page: end it with a link to the page that teaches it"


def avoided_faults(root: Path, language: str) -> Iterator[str]:
    """Avoided variants in the pages of a language; as part of a right term they are right."""
    own, terms = glossary(root, language)
    right = [form for term in terms for form in forms(term, language)]
    for page in pages(root, language):
        if page.path == own.path:
            continue
        text = Text(page, "" if language == "zh" else "\n")
        for term in terms:
            for variant in term.avoid:
                for at in uses(text.text, variant, right, language):
                    better = term.zh if language == "zh" else term.en
                    fault = f"'{variant}' is avoided in the glossary: write '{better}'"
                    yield f"{page.where}:{text.line(at)}: {fault}"


def counterpart_faults(root: Path) -> Iterator[str]:
    """Terms of a Chinese page whose English page never says the English term."""
    own, terms = glossary(root, "zh")
    right = [term.zh for term in terms]
    for page in pages(root, "zh"):
        twin = Page(root, root / "docs" / "en" / page.path.relative_to(root / "docs" / "zh"))
        if page.path == own.path or not twin.path.exists():
            continue
        text = Text(page, "")
        spoken = (block for block in blocks(twin) if block.kind not in SILENT)
        english = "\n".join("\n".join(block.lines) for block in spoken)
        for term in terms:
            first = next(uses(text.text, term.zh, right, "zh"), None)
            said = (re.search(words(form), english, re.IGNORECASE) for form in forms(term, "en"))
            if first is not None and term.zh not in EVERYDAY and not any(said):
                fault = f"{term.zh} is '{term.en}' in the glossary, {twin.where} never says it"
                yield f"{page.where}:{text.line(first)}: {fault}: use the term there"


def forms(term: Term, language: str) -> list[str]:
    if language == "zh":
        return [term.zh]
    return [form.strip() for form in re.sub(r"\([^)]*\)", "", term.en).split(",")]


def uses(text: str, phrase: str, right: list[str], language: str) -> Iterator[int]:
    """Where a phrase stands, but not inside a longer right term (归一化 inside 批归一化)."""
    pattern = re.escape if language == "zh" else words
    longer = [form for form in right if phrase.lower() in form.lower() and form != phrase]
    spans = [m.span() for form in longer for m in re.finditer(pattern(form), text, re.IGNORECASE)]
    for found in re.finditer(pattern(phrase), text, re.IGNORECASE):
        if not any(start <= found.start() and found.end() <= end for start, end in spans):
            yield found.start()


def faults(root: Path) -> list[str]:
    found = [*glossary_faults(root), *counterpart_faults(root)]
    for language in HEADER:
        found += [*avoided_faults(root, language), *definition_faults(root, language)]
    return found


def test_the_pages_use_the_terms_of_the_glossary() -> None:
    assert glossary(ROOT, "zh")[1], "docs/zh/glossary.md has no table `| 术语 | English | 不用 |`"
    found = faults(ROOT)
    assert not found, "\n".join(["faults of terms:", *found])


# Verbs that are written both ways; the site writes -ize, as PyTorch's own names do, and otherwise British English.
IZE = (
    "final general initial local maxim memor minim normal optim organ parallel quant real recogn regular serial special"
)
IZE += " standard summar synchron token util vector visual"
ISE = re.compile(rf"\b(?:{'|'.join(IZE.split())})is(?:e|es|ed|er|ing|ation|ations)\b", re.IGNORECASE)


def spelled_otherwise(page: Page) -> list[str]:
    found = ((line, hit[0]) for line, text in prose(page) for hit in ISE.finditer(text))
    return [f"{page.where}:{line}: '{word}': write it with -iz-" for line, word in found]


def test_verbs_are_spelled_with_ize(tmp_path: Path) -> None:
    assert not [fault for page in pages(ROOT, "en") for fault in spelled_otherwise(page)]
    page = tmp_path / "docs/en/page.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Normalise { #n }\n\nA wise noise, `initialise`, then\noptimised.\n", encoding="utf-8")
    assert [fault.partition(": ")[2] for fault in spelled_otherwise(Page(tmp_path, page))] == [
        "'Normalise': write it with -iz-",
        "'optimised': write it with -iz-",
    ]


ZH = """\
# 术语表 { #glossary }

| 术语 | English | 不用 |
| --- | --- | --- |
| 张量 | tensor | 张数、多维阵列 |
| 批归一化 | batch normalisation | 批标准化 |
| 归一化 | normalise, normalisation | |
| 损失 | loss | 代价 |
| 掩码 | mask | |
| 内存 | memory (of a computer) | |
| 学习率 | learning rate | 学习速度 |
"""
EN = """\
# Glossary { #glossary }

| Term | 中文 | Avoid |
| --- | --- | --- |
| batch normalisation | 批归一化 | batch normalization、batchnorm |
| learning rate | 学习率 | learning speed |
| loss | 损失 | cost |
| mask | 掩码 | |
| memory (of a computer) | 内存 | |
| normalise, normalisation | 归一化 | normalize |
| tensor | 张量 | |
"""
ZH_PAGE = """\
# 批归一化 { #bn }

先看**张量**和内存，再调学
习率，`代价` 不算。

```text
张数
```
"""
EN_PAGE = """\
# Batch normalisation { #bn }

Look at *tensors* and memory first, then at the learning
rate; `cost` does not count.

```text
cost
```
"""


ZH_DEFINITIONS = """
## 定义 { #definitions }

### 损失（loss） { #loss }

衡量错了多少。见[题](zh_page.md)。

### 掩码（mask） { #mask }

选出一部分。见[题](zh_page.md)。
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("损失（loss）", "损失（loss）", None),
        ("损失（loss）", "logits", None),
        ("损失（loss）", "代价（loss）", "loss is '代价' here and '损失' in the table: make both the same"),
        ("损失（loss）", "损失（zeal）", "'mask' stands after 'zeal': sort the definitions by the English term"),
        ("错了多少。见[题](zh_page.md)。", "错了多少。", "the definition of 'loss' names no page: end it with a link"),
        ("损失（loss）", "损失 loss", "'### 损失 loss { #loss }' is no definition: write `### term"),
    ],
)
def test_a_definition_agrees_with_the_table_and_names_a_page(
    tmp_path: Path, old: str, new: str, told: str | None
) -> None:
    page = site(tmp_path) / "docs" / "zh" / "glossary.md"
    page.write_text(ZH + ZH_DEFINITIONS.replace(old, new, 1), encoding="utf-8")
    found = [fault.split(": ", 1)[1] for fault in definition_faults(tmp_path, "zh")]
    assert (found == []) if told is None else (len(found) == 1 and found[0].startswith(told)), found


def site(root: Path, **changes: tuple[str, str]) -> Path:
    """A site of one page and its glossary, with one thing replaced in some of the four files."""
    texts = {"zh_glossary": ZH, "en_glossary": EN, "zh_page": ZH_PAGE, "en_page": EN_PAGE}
    for name, text in texts.items():
        old, new = changes.get(name, ("", ""))
        assert not old or text.count(old) == 1
        language, page = name.split("_")
        path = root / "docs" / language / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return root


def test_a_site_without_fault(tmp_path: Path) -> None:
    assert faults(site(tmp_path)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"en_glossary": ("| mask | 掩码 | |\n", "")},
            "docs/zh/glossary.md:9: 掩码 (mask) is not in docs/en/glossary.md: add the row there",
        ),
        (
            {"zh_glossary": ("| 掩码 | mask | |\n", "")},
            "docs/en/glossary.md:8: 掩码 (mask) is not in docs/zh/glossary.md: add the row there",
        ),
        (
            {"en_glossary": ("| mask | 掩码", "| masking | 掩码")},
            "docs/zh/glossary.md:9: 掩码 is 'mask' here and 'masking' in docs/en/glossary.md:8: make both the same",
        ),
        (
            {"zh_glossary": ("| 掩码 | mask | |\n", "| 掩码 | mask | |\n| 掩码 | mask | |\n")},
            "docs/zh/glossary.md:10: 掩码 is in line 9 too: keep one",
        ),
        (
            {"zh_page": ("先看", "多维阵列，")},
            "docs/zh/page.md:3: '多维阵列' is avoided in the glossary: write '张量'",
        ),
        (
            {"zh_page": ("# 批归一化", "# 批标准化")},
            "docs/zh/page.md:1: '批标准化' is avoided in the glossary: write '批归一化'",
        ),
        (
            {"en_page": ("does not", "learning\nspeeds do not")},
            "docs/en/page.md:4: 'learning speed' is avoided in the glossary: write 'learning rate'",
        ),
        (
            {"en_page": ("Look", "The Cost: look")},
            "docs/en/page.md:3: 'cost' is avoided in the glossary: write 'loss'",
        ),
        (
            {"en_page": ("*tensors*", "arrays")},
            "docs/zh/page.md:3: 张量 is 'tensor' in the glossary, docs/en/page.md never says it: use the term there",
        ),
        (
            {"en_page": ("learning\nrate", "speed")},
            "docs/zh/page.md:3: 学习率 is 'learning rate' in the glossary, docs/en/page.md never "
            "says it: use the term there",
        ),
        (
            {"zh_page": ("再调", "做归一化，再调"), "en_page": ("Batch norm", "Batch form")},
            None,  # two terms are missing then, see below
        ),
    ],
)
def test_each_fault_is_told_in_one_line(tmp_path: Path, changes: dict[str, tuple[str, str]], told: str | None) -> None:
    found = faults(site(tmp_path, **changes))
    if told is None:
        assert [fault.split(" is ")[0] for fault in found] == [
            "docs/zh/page.md:1: 批归一化",
            "docs/zh/page.md:3: 归一化",
        ]
    else:
        assert found == [told]


def test_the_titles_of_the_curriculum_avoid_what_the_pages_avoid() -> None:
    _, terms = glossary(ROOT, "zh")
    right = [term.zh for term in terms]
    titles = (ROOT / "curriculum.yml").read_text(encoding="utf-8")
    avoided = [variant for term in terms for variant in term.avoid]
    assert not [variant for variant in avoided if any(uses(titles, variant, right, "zh"))]


def test_a_term_inside_a_longer_term_is_not_a_use() -> None:
    right = ["归一化", "批归一化"]
    assert list(uses("批归一化", "归一化", right, "zh")) == []
    assert list(uses("批归一化与归一化", "归一化", right, "zh")) == [5]


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Tensors", "tensor", True),
        ("mini-batches", "mini batch", True),
        ("batch_size", "batch size", True),
        ("libraries", "library", True),
        ("shuffling", "shuffle", True),
        ("tensorial", "tensor", False),
        ("costume", "cost", False),
        ("用tensor写", "tensor", False),
    ],
)
def test_forms_of_an_english_term(text: str, phrase: str, found: bool) -> None:
    assert bool(re.search(words(phrase), text, re.IGNORECASE)) == found
