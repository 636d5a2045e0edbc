"""What was found where, and how it is said in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from hanli.lint.rules import RULES, SEE_LABEL, STATUS_WORDS, SUBJECT_WORDS, WHY_LABEL

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
    """

    path: str
    line: int
    column: int
    rule: str
    subject: str = ""
    instead: str = ""
    gone: bool = False

    def what(self, language: str = "en") -> str:
        """Say what was found.

        Args:
            language: `zh` or `en`.

        Raises:
            ValueError: `language` is neither.
        """
        _check_language(language)
        subject = SUBJECT_WORDS[language].get(self.subject, self.subject)
        return (
            RULES[self.rule]
            .what[language]
            .format(subject=subject, instead=self.instead, gone=STATUS_WORDS[language][self.gone])
        )

    def text(self, language: str = "en") -> str:
        """Say where, what, why, and where to read on, in three lines.

        Args:
            language: `zh` or `en`.

        Raises:
            ValueError: `language` is neither.
        """
        rule, what = RULES[self.rule], self.what(language)
        page = rule.page if language == "zh" else f"en/{rule.page}"
        return (
            f"{self.path}:{self.line}:{self.column}: {self.rule}: {what}\n"
            f"    {WHY_LABEL[language]}{rule.why[language]}\n"
            f"    {SEE_LABEL[language]}{page}"
        )


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"language must be zh or en, got {language!r}")
