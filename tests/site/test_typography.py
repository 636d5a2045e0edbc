"""Chinese pages are set as Chinese: spaces beside Latin letters, full-width punctuation.

autocorrect works on what a reader sees and not on the Markdown: its own Markdown mode takes the
text inside admonitions for code.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import autocorrect_py as autocorrect
import pytest

from tools.pages import SILENT, Page, blocks, pages, prose

ROOT = Path(__file__).parents[2]

RULES = {
    "space-word": 1,  # 用 torch 写
    "space-punctuation": 1,  # 甲 + 乙
    "space-bracket": 0,  # it would ask for `里 (括号)`; here it is `里（括号）`, see CHECKS
    "space-backticks": 0,  # inline code stands as the word `code` here
    "space-dash": 0,
    "space-dollar": 0,
    "fullwidth": 0,  # it overlooks ：；… and what stands beside Latin letters; see CHECKS
    "no-space-fullwidth": 1,  # 好，走
    "no-space-fullwidth-quote": 1,  # 说“好”吗
    "halfwidth-word": 1,  # 1640
    "halfwidth-punctuation": 0,  # it would end `PyTorch 2.14.1。` with a half-width period
    "spellcheck": 0,
}

HAN = "[\u3400-\u9fff]"
CHECKS = {  # what autocorrect misses
    "half-width punctuation after a Han character": re.compile(rf"{HAN}[”’》）]?\s?[,.:;?!]"),
    "half-width punctuation before a Han character": re.compile(rf"[,:;?!]\s*[“‘《（]?{HAN}"),
    "half-width punctuation at the end": re.compile(rf"{HAN}.*[\w)][.,:;?!]$"),
    "half-width parenthesis beside a Han character": re.compile(rf"{HAN}[()]|[()]{HAN}"),
    "straight quotes around Chinese": re.compile(rf"\"[^\"]*{HAN}[^\"]*\"|'[^']*{HAN}[^']*'"),
    "the same punctuation twice": re.compile(r"([，。、；：？！])\1"),
}
BROKEN = re.compile(rf"(?:{HAN}|[，。、；：？！）》”])$")
REMEDY = "write the full-width one once: ，。：；？！（）“”"


def faults(page: Page) -> list[str]:
    """One line for each fault: where, what, remedy."""
    autocorrect.load_config(json.dumps({"rules": RULES}))  # type: ignore[attr-defined]
    found = []
    for number, line in prose(page):
        where = f"{page.where}:{number}"
        for cell in (cell.strip() for cell in line.split("|")):
            broken = [(what, hit[0]) for what, rule in CHECKS.items() if (hit := rule.search(cell))]
            found += [f"{where}: {what}, '{hit}': {REMEDY}" for what, hit in broken]
            better = autocorrect.format(cell)
            if better != cell and not broken:
                old, new = changed(cell, better)
                found.append(f"{where}: spacing or punctuation, '{old}': write '{new}'")
    return found + broken_lines(page) + formulas_with_han(page)


def formulas_with_han(page: Page) -> list[str]:
    """A Han character inside a formula, which KaTeX sets as a variable and complains about in the console."""
    told = "a Han character in a formula: write it after the formula, or with \\text{}"
    found = []
    for block in blocks(page):
        if block.kind in SILENT - {"math"}:
            continue
        text = re.sub(r"`[^`\n]*`|\\text\{[^}]*\}", "", "\n".join(block.lines))
        formulas = re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", text, re.DOTALL)
        found += [f"{page.where}:{block.line}: {told}" for one in formulas if re.search(HAN, "".join(one))]
    return found


def broken_lines(page: Page) -> list[str]:
    """A line break after a Han character, which a browser shows as a space."""
    told = "a line break in a Chinese paragraph shows as a space: write the paragraph as one line"
    return [
        f"{page.where}:{number}: {told}"
        for block in blocks(page)
        if block.kind not in {*SILENT, "table", "html"}
        for number, line in enumerate(block.lines[:-1], block.line)
        if BROKEN.search(line.rstrip())
    ]


def changed(old: str, new: str) -> tuple[str, str]:
    """The part that differs, with a few characters around it."""
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    tails = zip(old[start:][::-1], new[start:][::-1], strict=False)
    end = next((n for n, (a, b) in enumerate(tails) if a != b), 0)
    before, after = max(0, start - 5), max(0, end - 5)
    return old[before : len(old) - after], new[before : len(new) - after]


def test_the_chinese_pages_are_set_as_chinese() -> None:
    found = [fault for page in pages(ROOT, "zh") for fault in faults(page)]
    assert not found, "\n".join(["faults of typography:", *found])


def write(root: Path, text: str) -> Page:
    path = root / "docs" / "zh" / "x.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Page(root, path)


GOOD = """\
---
covers: [T1.1]
title: 张量abc
---

# 题 3 · 让随机可以重来 { #seed }

<!-- 给作者,不检查abc -->

🔥 突破 · 约 15 分钟 · 先做[题 1](#create)，见 T1.1 和 R2.2.1。

**为什么。** 三个库各有一副骰子，`random`、NumPy、PyTorch 互不相通。PyTorch 2.14.1。

!!! question "先自己试"
    播下种子 1640，形状是 (2, 3) 的张量放进 `torch.rand(2,3)`：成了 ✅ 再看 A/B 测试。

    ```python
    x = 1 # 中文abc,不检查
    ```

公式 $x_{\\text{新}} = 1$ 与 `$HOME` 之间是中文，花费 $2$。

1.  换成**任何**整数都行，`# (1)!` 之后是 [`DataLoader`](../a中b.md)（见 *NumPy* 一节）。
2.  第 1–3 天，10% 的题，32×32 的图，《凡人修仙传》里的“幻阵”，8–12 周……好了——走。

- PyTorch 2.14.1。
- What is all English stays so.

| 术语 | English | 不用 |
| --- | --- | --- |
| 张量 | tensor | `张量abc` |

![三格图：arr[0] = 7 之后](../figures/a中b.svg)

<a href="../x.md" title="看x">看 x</a>，解 $x=1$ 时[^1]，train/eval 模式、C++ 与 K-means 聚类。

[^1]: 注：① 换成 e.g. 一个。
"""


def test_what_is_right_is_left_alone(tmp_path: Path) -> None:
    assert faults(write(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("先做题 2和题 4", "'先做题 2和题 4': write '先做题 2 和题 4'"),
        ("甲+乙", "'甲+乙': write '甲 + 乙'"),
        ("一共有 $r \\times (输入 + 输出)$ 个数", "a Han character in a formula"),
        ("$$\nr = 秩\n$$", "a Han character in a formula"),
        ("一行，\n两行", "a line break in a Chinese paragraph shows as a space"),
        ("- 一项\n  `两行`", "a line break in a Chinese paragraph shows as a space"),
        ("他说 “好” 吗", "write '他说“好”吗'"),
        ("用 PyTorch.", "half-width punctuation at the end"),
        ("结果是 `x`:", "half-width punctuation at the end"),
        ("用torch来写", "'用torch来写': write '用 torch 来写'"),
        ("用`torch`来写", "'用code来写': write '用 code 来写'"),
        ("见[文档docs](x.md)", "write '见文档 docs'"),
        ("见[docs](x.md)", "write '见 docs'"),
        ("**PyTorch**的张量", "write 'Torch 的张量'"),
        ("好 ，走", "write '好，走'"),
        ("《凡人》 里", "write '《凡人》里'"),
        ("１６４０ 年", "write '1640 年'"),
        ("张量,好", "half-width punctuation after a Han character, '量,'"),
        ("张量, 好", "half-width punctuation after a Han character, '量,'"),
        ("张量好.", "'好.'"),
        ("张量好...", "'好.'"),
        ("如下:", "'下:'"),
        ("对;错", "'对;'"),
        ("对吗?", "'吗?'"),
        ("对!", "'对!'"),
        ("“好”, 走", "'好”,'"),
        ("`x`, 它", "half-width punctuation before a Han character, ', 它'"),
        ("NumPy: 数组", "half-width punctuation before a Han character, ': 数'"),
        ("张量(tensor)", "half-width parenthesis beside a Han character, '量('"),
        ("tensor (张量)", "half-width parenthesis beside a Han character, '(张'"),
        ('他说"好"', "straight quotes around Chinese"),
        ("他说 'x 好'", "straight quotes around Chinese"),
        ("好。。", "the same punctuation twice, '。。'"),
        ("# 题3 { #x }", "write '题 3'"),
        ('!!! note "用x试"', "write '用 x 试'"),
        ('!!! note "试"\n    种子1640', "write '种子 1640'"),
        ("1.  种子1640", "write '种子 1640'"),
        ("| 甲a | 乙 |\n| --- | --- |", "write '甲 a'"),
        ("![图a](x.svg)", "write '图 a'"),
        ("> 引a", "write '引 a'"),
        ("<b>粗</b>a", "write '粗 a'"),
    ],
)
def test_each_fault_is_told_in_its_line(tmp_path: Path, text: str, told: str) -> None:
    found = faults(write(tmp_path, f"---\ncovers: []\n---\n\n{text}\n"))
    assert len({fault.split(": ")[0] for fault in found}) == 1, found
    line = 5 + text.count("\n    ")
    assert found[0].startswith(f"docs/zh/x.md:{line}: ")
    assert told in "\n".join(found)
    assert ": write " in found[0], "no remedy"
