"""The rules of `hanli.lint`, by topic as the checks are."""

from __future__ import annotations

from hanli.lint.rules import code, data, devices, evaluation, losses, networks, sequences, training
from hanli.lint.rules.rule import Rule

_TOPICS = (training, evaluation, data, losses, networks, sequences, devices, code)

RULES: dict[str, Rule] = {rule.name: rule for topic in _TOPICS for rule in topic.RULES}
