"""What a rule of `hanli.lint` says, and why, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass, field

SITE = "https://example.github.io/hanli/"
"""The address of the site, as `site_url` in mkdocs.yml has it."""
SEVERITIES = ("error", "warning", "style")
"""An error raises or computes what was not meant; a warning costs or risks something; style works, and better ways exist."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: As it stands in `--select` and in `# hanli: ignore[...]`.
        page: Where the site explains it, from the root of one language.
        what: What was found, by language; `{subject}` and `{instead}` are filled in by the finding.
        why: What it costs, and what to do, by language.
        severity: `error`, `warning` or `style`.
        severities: The severity of findings about single subjects, where it is another.
    """

    name: str
    page: str
    what: dict[str, str]
    why: dict[str, str]
    severity: str = "error"
    severities: dict[str, str] = field(default_factory=dict)

    def address(self, language: str) -> str:
        """The full address of the page that explains the rule, in `zh` or `en`."""
        return f"{SITE}{self.page}" if language == "zh" else f"{SITE}en/{self.page}"


MUST = "patterns/checklists/#must"
PERFORMANCE = "patterns/checklists/#performance"


def make_rule(
    name: str,
    zh: str,
    en: str,
    why_zh: str,
    why_en: str,
    *,
    page: str,
    severity: str = "error",
    severities: dict[str, str] | None = None,
) -> Rule:
    """A rule with its texts in both languages."""
    return Rule(name, page, {"zh": zh, "en": en}, {"zh": why_zh, "en": why_en}, severity, severities or {})
