"""What was found where, and how it is said in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from hanli.lint.rules import RULES
from hanli.lint.rules.words import SEE_LABEL, SEVERITY_WORDS, STATUS_WORDS, SUBJECT_WORDS, WHY_LABEL

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, order=True)
class Finding:
    """One place that breaks one rule.

    Attributes:
        path: The file, as it was given.
        line: The line, from 1.
        column: The character in the line, from 1.
        rule: The rule's name.
        subject: What it is about, where the rule speaks of several things; else empty.
        instead: What to write or call in its place, where the rule says so; else empty.
        gone: For `dead-api`, whether it raises (True) or only warns.
        cell: In a notebook, the place of the code cell, from 1, in which lines are counted; else 0.
    """

    path: str
    line: int
    column: int
    rule: str
    subject: str = ""
    instead: str = ""
    gone: bool = False
    cell: int = 0

    @property
    def severity(self) -> str:
        """`error`, `warning` or `style`; what is deprecated works as before, and PyTorch itself says so when it runs."""
        rule = RULES[self.rule]
        if self.rule == "dead-api":
            return "error" if self.gone else "style"
        return rule.severities.get(self.subject) or rule.severities.get(self.instead) or rule.severity

    @property
    def place(self) -> str:
        """Where it is, as `train.py:3:5`, in a notebook `train.ipynb:cell 2:3:5`."""
        cell = f"cell {self.cell}:" if self.cell else ""
        return f"{self.path}:{cell}{self.line}:{self.column}"

    def what(self, language: str = "en") -> str:
        """Say what was found.

        Args:
            language: `zh` or `en`.

        Raises:
            ValueError: `language` is neither.
        """
        _check_language(language)
        subject = SUBJECT_WORDS[language].get(self.subject, self.subject)
        instead = SUBJECT_WORDS[language].get(self.instead, self.instead)
        return (
            RULES[self.rule]
            .what[language]
            .format(subject=subject, instead=instead, gone=STATUS_WORDS[language][self.gone])
        )

    def text(self, language: str = "en") -> str:
        """Say where, what, why, and where to read on, in three lines.

        Args:
            language: `zh` or `en`.

        Raises:
            ValueError: `language` is neither.
        """
        rule, what = RULES[self.rule], self.what(language)
        severity = SEVERITY_WORDS[language][self.severity]
        return (
            f"{self.place}: {self.rule}: {what} [{severity}]\n"
            f"    {WHY_LABEL[language]}{rule.why[language]}\n"
            f"    {SEE_LABEL[language]}{rule.address(language)}"
        )


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"language must be zh or en, got {language!r}")
