"""Both languages have the same bones, page by page; and every kind of fault is told in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.pages import Page, blocks, compare_all, outline, pages, prose

ROOT = Path(__file__).parents[2]

ZH = """\
---
title: 种子
covers: [T1.3]
---

# 让随机可以重来 { #seed }

<!-- 只给作者看的话。 -->

🔥 突破，先做[题 1](#create)，
再读[张量](tensors.md#first)。

!!! question "先自己试"
    播下种子 1640。

    - 先跑一次
    - 再跑一次，见 `[a](b)`

    <!--pytest.mark.digits-->
    <!--pytest.mark.timeout(120)-->
    ```python
    --8<-- "trials/tensors/seed.py"
    ```

    1.  换成任何整数都行，
        写下来就好。
    2.  一次就够。

## 为什么 { #why }

![两条曲线 y[0]](../figures/seed.svg)

三副骰子，见[官方说明](https://docs.pytorch.org/docs/stable/notes/randomness.html)。

| 库 | 生成器 |
| --- | --- |
| NumPy | 全局 |
| torch | 每个设备 |

第二段。

    tensor([0.6042])

??? note "再进一步"
    把 `num_workers` 改成 2。

```mermaid
graph LR
  播种 --> 掷骰子
```

```yaml
seed: 1640
```

$$
x^2
$$

::: hanli.seed
    options:
      show_source: false

- [x] 学会了
- [ ] 还没有

<div class="grid" markdown>
<a href="https://pytorch.org/cn" title="去看看">中文</a>
</div>

=== "一"
    甲

最后一段。[^1]

[^1]: 注。
"""

EN = """\
---
title: Seeds
covers: [T1.3]
---

# Make chance repeat itself { #seed }

🔥 Breakthrough, read [tensors](tensors.md#first) after [trial 1](#create).

!!! question "Try it first"
    Seed with 1640.

    - run it once
    - and once more, see `[c](d)`, which is a long item that goes on
      in a second line

    <!--pytest.mark.digits-->
    <!--pytest.mark.timeout(120)-->
    ```python
    --8<-- "trials/tensors/seed.py"
    ```

    1.  Any integer will do.
    2.  Once is enough.

## Why { #why }

![two curves y[0]](../figures/seed.svg)

Three dice, says [the manual](https://docs.pytorch.org/docs/stable/random.html).

| library | generator |
|---|:---:|
| NumPy | global |
| torch | one a device |

A second paragraph.

    tensor([0.6042])

??? note "One step further"
    Change `num_workers` to 2.

```mermaid
graph LR
  seed --> throw
```

```yaml
seed: 1640
```

$$
x^2
$$

::: hanli.seed
    options:
      show_source: false

- [x] learned
- [ ] not yet

<div class="grid" markdown>
<a href="https://pytorch.org" title="have a look">English</a>
</div>

=== "one"
    first

The last paragraph.[^1]

[^1]: A note.
"""


def tree(root: Path, zh: str = ZH, en: str = EN) -> Path:
    """A site of one page in two languages."""
    for language, text in (("zh", zh), ("en", en)):
        path = root / "docs" / language / "trials" / "seed.md"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return root


def line_of(text: str, part: str) -> int:
    """The number of the line in which `part` begins."""
    return text[: text.index(part)].count("\n") + 1


def test_the_pages_of_the_site_agree() -> None:
    assert pages(ROOT, "zh"), "there are no pages"
    faults = compare_all(ROOT)
    assert not faults, "\n".join(["the two languages differ:", *faults])


def test_the_sample_has_no_fault(tmp_path: Path) -> None:
    assert compare_all(tree(tmp_path)) == []


# what is changed in the English page → the line of it, or of the Chinese one, and the words told
FAULTS = {
    "heading missing": ("## Why { #why }\n", "", "zh", "## 为什么", "add '## … { #why }' there"),
    "heading too many": (
        "\nThe last",
        "\n## More { #more }\n\nThe last",
        "en",
        "## More",
        "heading #more has no counterpart in docs/zh/trials/seed.md: add '## … { #more }' there, before line",
    ),
    "anchor differs": ("{ #why }", "{ #reason }", "zh", "## 为什么", "'#why'], there ['#reason']"),
    "anchor missing": ("## Why { #why }", "## Why", "en", "## Why", "end it with { #english-words"),
    "anchor twice": ("{ #why }", "{ #seed }", "en", "## Why", "anchor #seed is taken by line 6"),
    "level differs": ("## Why", "### Why", "zh", "## 为什么", "'level 2'], there ['level 3']"),
    "block differs": ("seed.py", "seeds.py", "zh", "    ```python", "seeds.py"),
    "block missing": (
        "```yaml\nseed: 1640\n```\n",
        "",
        "zh",
        "```yaml",
        "add it there, before line",
    ),
    "data differs": ("seed: 1640", "seed: 1641", "zh", "```yaml", "'seed: 1641'"),
    "language of a fence": ("```yaml", "```toml", "zh", "```yaml", "'```toml'"),
    "lines of a drawing": ("throw\n", "throw\n  throw --> seed\n", "zh", "```mermaid", "'3 lines'"),
    "grade in one only": (
        "    <!--pytest.mark.digits-->\n",
        "",
        "zh",
        "    ```python",
        "here ['<!--pytest.mark.digits-->'], there nothing",
    ),
    "annotated fence missing": (
        "    <!--pytest.mark.digits-->\n    <!--pytest.mark.timeout(120)-->\n"
        '    ```python\n    --8<-- "trials/tensors/seed.py"\n    ```\n',
        "",
        "zh",
        "    ```python",
        "fence '```python' has no counterpart",
    ),
    "annotation missing": ("    2.  Once is enough.\n", "", "zh", "    2.  一次", "item '2."),
    "image missing": (
        "![two curves y[0]](../figures/seed.svg)\n",
        "",
        "zh",
        "![两条",
        "add it there",
    ),
    "image differs": ("figures/seed.svg", "figures/dice.svg", "zh", "![两条", "figures/dice.svg"),
    "admonition kind": ("??? note", "??? tip", "zh", "??? note", "there ['??? tip']"),
    "admonition folded": ("!!! question", "??? question", "zh", "!!! question", "make both the"),
    "admonition left": ("    Change `num", "Change `num", "zh", "    把", "far it is indented"),
    "table shape": ("| NumPy | global |\n", "", "zh", "| 库", "'2 rows'], there ['1 rows']"),
    "table columns": ("|---|:---:|", "|---|:---:|---|", "zh", "| 库", "'3 columns'"),
    "paragraph missing": ("A second paragraph.\n", "", "zh", "第二段", "has no counterpart"),
    "paragraph too many": (
        "A second paragraph.\n",
        "Too much.\n\nA second paragraph.\n",
        "en",
        "Too much.",
        "paragraph 'Too much.' has no counterpart in docs/zh/trials/seed.md: add it there",
    ),
    "link target": ("tensors.md#first", "tensors.md#one", "zh", "🔥", "'link tensors.md#one'"),
    "link missing": ("[trial 1](#create)", "trial 1", "zh", "🔥", "'link #create'], there nothing"),
    "external link missing": (
        "[the manual](https://docs.pytorch.org/docs/stable/random.html)",
        "the manual",
        "zh",
        "三副",
        "'an external link'",
    ),
    "list item missing": ("    - run it once\n", "", "zh", "    - ", "has no counterpart"),
    "task ticked": ("- [ ] not", "- [x] not", "zh", "- [ ] 还", "make both the same"),
    "indented code differs": ("[0.6042]", "[0.6043]", "zh", "    tensor(", "tensor([0.6043])"),
    "mathematics": ("x^2", "x^3", "zh", "$$", "'x^3'"),
    "reference differs": ("hanli.seed", "hanli.device", "zh", "::: ", "'::: hanli.device'"),
    "option differs": ("show_source: false", "show_source: true", "zh", "::: ", "source: true"),
    "html differs": ('class="grid"', 'class="cards"', "zh", "<div", "cards"),
    "footnote missing": ("\n[^1]: A note.\n", "", "zh", "[^1]:", "add it there, at the end"),
    "covers differs": (
        "covers: [T1.3]",
        "covers: [T1.4]",
        "zh",
        "covers",
        "`covers: ['T1.3']` is `['T1.4']` in docs/en/trials/seed.md: make both the same",
    ),
    "covers missing": ("covers: [T1.3]\n", "", "zh", "covers", "is `None`"),
    "title missing": ("title: Seeds\n", "", "zh", "title", "make both the same"),
}


@pytest.mark.parametrize(("old", "new", "side", "at", "told"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_in_one_line(tmp_path: Path, old: str, new: str, side: str, at: str, told: str) -> None:
    assert EN.count(old) == 1, "the sample must have it once"
    broken = EN.replace(old, new)
    (fault,) = compare_all(tree(tmp_path, en=broken))
    number = line_of(ZH if side == "zh" else broken, at)
    assert fault.startswith(f"docs/{side}/trials/seed.md:{number}: ")
    assert told in fault
    assert re.search(r": (add|make|end|choose) ", fault), "no remedy"


def test_no_block_vanishes_unnoticed(tmp_path: Path) -> None:
    page = Page(tmp_path, tree(tmp_path) / "docs/en/trials/seed.md")
    lines = EN.splitlines()
    for block in blocks(page):
        at = block.line - 1
        left = [*lines[:at], "", *lines[at + len(block.lines) :]]
        page.path.write_text("\n".join(left), encoding="utf-8")
        assert compare_all(tmp_path), f"line {block.line}, {block.kind}"


@pytest.mark.parametrize(("here", "there"), [("zh", "en"), ("en", "zh")])
@pytest.mark.parametrize("name", ["more.md", "more.svg"])
def test_a_page_of_one_language(tmp_path: Path, here: str, there: str, name: str) -> None:
    root = tree(tmp_path)
    (root / "docs" / here / name).write_text("# x { #x }\n", encoding="utf-8")
    assert compare_all(root) == [f"docs/{here}/{name}:1: page has no counterpart: write docs/{there}/{name}"]


def test_a_table_is_included_in_the_language_of_the_page(tmp_path: Path) -> None:
    """And it must be the same table: the name of the language is all that may differ."""

    def site(folder: str, zh: str, en: str) -> Path:
        texts = (f'{text}\n--8<-- "benchmarks/{table}"\n' for text, table in ((ZH, zh), (EN, en)))
        return tree(tmp_path / folder, *texts)

    assert not compare_all(site("same", "memory.zh.md:ways", "memory.en.md:ways"))
    assert "include" in compare_all(site("other", "memory.zh.md:ways", "memory.en.md:steps"))[0]


def test_a_fault_in_the_chinese_page_names_the_chinese_line(tmp_path: Path) -> None:
    (fault,) = compare_all(tree(tmp_path, zh=ZH.replace("第二段。\n", "")))
    number, before = line_of(EN, "A second"), line_of(ZH, "    tensor(") - 1
    assert fault == (
        f"docs/en/trials/seed.md:{number}: paragraph 'A second paragraph.' has no counterpart in "
        f"docs/zh/trials/seed.md: add it there, before line {before}"
    )


def test_what_belongs_to_what(tmp_path: Path) -> None:
    page = Page(tmp_path, tree(tmp_path) / "docs/zh/trials/seed.md")
    parts = [(part.kind, part.depth) for part in outline(page)]
    assert parts[:10] == [
        ("heading", 0),
        ("paragraph", 0),
        ("admonition", 0),
        ("paragraph", 1),
        ("item", 1),
        ("item", 1),
        ("fence", 1),
        ("item", 1),
        ("item", 1),
        ("heading", 0),
    ]


def test_words_are_what_a_reader_sees(tmp_path: Path) -> None:
    page = Page(tmp_path, tree(tmp_path) / "docs/zh/trials/seed.md")
    words = dict(prose(page))
    assert words[6] == "让随机可以重来"
    assert words[line_of(ZH, "🔥")] == "🔥 突破，先做题 1，"
    assert words[line_of(ZH, "再读")] == "再读张量。"
    assert words[line_of(ZH, "!!! q")] == "先自己试"
    assert words[line_of(ZH, "    - 再跑")] == "再跑一次，见 code"
    assert words[line_of(ZH, "![")] == "两条曲线 y0"
    assert words[line_of(ZH, "| torch")] == "| torch | 每个设备 |"
    assert words[line_of(ZH, "最后")] == "最后一段。"
    assert words[line_of(ZH, "[^1]:")] == "注。"
    hidden = ("只给作者", "covers", "掷骰子", "1640\n", "seed.py", "hanli", "x^2", "---")
    assert not [word for word in hidden if any(word in line for line in words.values())]
