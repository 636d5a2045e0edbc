"""Rules of the code itself: what PyTorch has removed or deprecated, and comments that switch off nothing."""

from __future__ import annotations

from hanli.lint.rules.rule import MUST, make_rule

RULES = (
    make_rule(
        "dead-api",
        "{subject} 已经{gone}，改用 {instead}",
        "{subject} {gone}: use {instead}",
        "在 PyTorch 2.14 里逐条运行过：已移除的会报错，已弃用的会警告。",
        "We ran it on PyTorch 2.14: what is removed raises an exception, what is deprecated gives a warning.",
        page="patterns/antipatterns/breakage/#dead-api",
    ),
    make_rule(
        "unused-ignore",
        "注释 # hanli: ignore[{subject}] {instead}",
        "the comment # hanli: ignore[{subject}] {instead}",
        "写错名字的注释什么也关不掉，多余的注释则会把以后的错误一起藏起来。改正名字，或删掉注释。",
        "A misspelled comment switches nothing off, and a needless one will hide a later mistake. Mend the name, or delete it.",
        page=MUST,
        severity="style",
        severities={"unknown": "error"},
    ),
)
