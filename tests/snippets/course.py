"""Write the pages of a small course."""

from __future__ import annotations


def fenced(code: str, output: str | None = None, mark: str = "") -> str:
    """A block as a page writes it."""
    shown = f"\n<!--pytest-codeblocks:expected-output-->\n```text\n{output}```\n" if output is not None else ""
    return (f"<!--pytest.mark.{mark}-->\n" if mark else "") + f"```python\n{code}\n```\n{shown}\n"
