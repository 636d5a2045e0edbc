"""What stands under a figure: what one sees in it, and in a small line the code that drew it."""

from __future__ import annotations

import re

IMAGE = re.compile(r'<p>(<img\b[^>]*\bsrc="[^"]*figures/[^"]*"[^>]*>)\s*</p>')
ALT = re.compile(r'\balt="([^"]+)"')
FIGURE = re.compile(r'(<p><img\b[^>]*\bsrc="[^"]*figures/[^"]*"[^>]*>\s*</p>\s*<details class=")note(")')


def mark_drawing_code(html: str) -> str:
    """Tell the folded code under a figure from other notes, by the class `hanli-drawing`.

    Args:
        html: The content of a page.

    Returns:
        The same, with the class on each fold that directly follows a figure.
    """
    return FIGURE.sub(r"\1note hanli-drawing\2", html)


def caption_figures(html: str) -> str:
    """Show what a figure's image says to those who cannot see it, its alt text, as the caption for everybody.

    Args:
        html: The content of a page.

    Returns:
        The same, with each figure that stands alone in a paragraph as a `figure` with its caption. A screen reader, which
        reads the alt text, does not read it again.
    """

    def caption(image: re.Match[str]) -> str:
        words = ALT.search(image[1])
        told = f'<figcaption aria-hidden="true">{words[1]}</figcaption>' if words else ""
        return f'<figure class="hanli-figure">{image[1]}{told}</figure>'

    return IMAGE.sub(caption, html)
