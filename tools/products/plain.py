"""A page as plain Markdown, which every reader of Markdown shows, people and programs."""

from __future__ import annotations

from tools.products.parts import Code, Part

PRINTED = {"zh": "输出：", "en": "Output:"}


def make_markdown(parts: list[Part], url: str, language: str) -> str:
    """Write the parts as Markdown, with the address of the page at its end."""
    pieces = [markdown_of_code(part, language) if isinstance(part, Code) else part.markdown for part in parts]
    return "\n\n".join([*pieces, f"<{url}>"]) + "\n"


def markdown_of_code(code: Code, language: str) -> str:
    """A block and what it prints, as two fences."""
    lines = [f"```{code.language}", *code.source.split("\n"), "```"]
    if code.output:
        lines += ["", PRINTED[language], "", "```text", *code.output.rstrip("\n").split("\n"), "```"]
    return "\n".join(" " * code.indent + line if line else "" for line in lines)
