"""The code that drew a figure is offered below it in a small line, so that it does not outweigh the figure."""

from __future__ import annotations

import re

FIGURE = re.compile(r'(<p><img\b[^>]*\bsrc="[^"]*figures/[^"]*"[^>]*>\s*</p>\s*<details class=")note(")')


def mark_drawing_code(html: str) -> str:
    """Tell the folded code under a figure from other notes, by the class `hanli-drawing`.

    Args:
        html: The content of a page.

    Returns:
        The same, with the class on each fold that directly follows a figure.
    """
    return FIGURE.sub(r"\1note hanli-drawing\2", html)
