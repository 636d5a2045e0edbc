"""YAML that means what it looks like: no hidden booleans, no doubled keys, no aliases, nothing that runs."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml  # type: ignore[import-untyped]

from hanli.builder.registry import ConfigError

MAX_CHARACTERS = 256_000
"""The characters that a configuration may have."""

_MAX_DEPTH = 20


class _StrictLoader(yaml.SafeLoader):  # type: ignore[misc]
    """`yaml.SafeLoader` with YAML 1.2's idea of plain words: `no` is text, `1e-3` a number, `True` is true.

    What the versions read differently or only one of them reads, as `010` and `0x10`, is text, and so no number.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # those of YAML 1.1 are not inherited

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse tags, which name types of Python, and what could grow without end: aliases, and deep nesting."""
        if self.check_event(yaml.AliasEvent):
            raise ConfigError(_locate_problem("aliases (`*name`) are not allowed", self.peek_event().start_mark))
        event = self.peek_event()
        if getattr(event, "tag", None) is not None:
            raise ConfigError(_locate_problem(f"tags are not allowed, got {event.tag!r}", event.start_mark))
        if self._depth >= _MAX_DEPTH:
            raise ConfigError(_locate_problem(f"nested deeper than {_MAX_DEPTH} levels", event.start_mark))
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice, of which PyYAML would keep the last."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise ConfigError(_locate_problem("a key must be text", key.start_mark))
            if key.value in seen:
                raise ConfigError(_locate_problem(f"the key {key.value!r} stands twice", key.start_mark))
            seen.add(key.value)
        content: dict[Any, Any] = super().construct_mapping(node, deep)
        return content


for _tag, _pattern, _first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)", "-+.0123456789"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
]:  # fmt: skip
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


_RESOLVER = _StrictLoader("")


def read(text: str) -> Any:
    """The content of a YAML text, as dictionaries, lists, text, numbers, booleans and None.

    Raises:
        ConfigError: It is too long, not YAML, or uses what is refused here.
    """
    if len(text) > MAX_CHARACTERS:
        raise ConfigError(f"YAML: {len(text)} characters, at most {MAX_CHARACTERS} are allowed")
    try:
        return yaml.load(text, Loader=_StrictLoader)
    except ConfigError:
        raise
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or "not YAML"
        raise ConfigError(_locate_problem(problem, error.problem_mark)) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"YAML: {str(error).splitlines()[0]}") from error
    except ValueError as error:  # Python makes no integer of thousands of digits
        raise ConfigError("YAML: a number has too many digits") from error


def write(content: dict[str, Any]) -> str:
    """Plain data as YAML, keys in their order, lists of numbers in one line."""
    text: str = yaml.dump(content, Dumper=_QuotingDumper, sort_keys=False, allow_unicode=True, width=100)
    return text


class _QuotingDumper(yaml.SafeDumper):  # type: ignore[misc]
    """Text that YAML 1.1 or this module would take for something else is quoted, so any reader reads it back."""

    def represent_scalar(self, tag: str, value: str, style: str | None = None) -> yaml.ScalarNode:
        """Quote text that looks like a number here, and not in YAML 1.1, as `1e-3` does."""
        if tag == "tag:yaml.org,2002:str" and _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) != tag:
            style = "'"
        return super().represent_scalar(tag, value, style=style)

    def ignore_aliases(self, data: Any) -> bool:
        """Equal parts are written out each time."""
        return True

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        """Lists of numbers in one line."""
        flat = not any(isinstance(part, dict | list) for part in sequence)
        return super().represent_sequence(tag, sequence, flow_style=flat)


def _locate_problem(problem: str, mark: yaml.Mark | None) -> str:
    return f"YAML: {problem}" if mark is None else f"YAML, line {mark.line + 1}: {problem}"
