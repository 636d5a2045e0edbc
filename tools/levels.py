"""The marks of the five levels, drawn: an emoji is an empty box where no font has it.

Pages write 🌱 🌿 🔥 🌟 🛡️, which any text keeps; the site shows a drawing in the colour of the text around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A level of the trials: its name in both languages and the path of its mark, 24 units wide."""

    zh: str
    en: str
    path: str


LEVELS = {
    "🌱": Level("入门", "Entry", "M12 21v-9M12 14c0-4-3-7-8-7 0 5 3 7 8 7M12 12c0-5 3-8 8-8 0 5-3 8-8 8"),
    "🌿": Level(
        "进阶",
        "Advanced",
        "M12 22V3M12 20c-1-4-3-5-7-5M12 20c1-4 3-5 7-5M12 14c-1-4-3-5-6-5M12 14c1-4 3-5 6-5"
        "M12 8c-1-3-2-4-4-4M12 8c1-3 2-4 4-4",
    ),
    "🔥": Level("突破", "Breakthrough", "M12 2c1 5 6 7 6 13a6 6 0 0 1-12 0c0-3 1-4 3-6 0 2 1 3 2 3 1-3 0-6 1-10z"),
    "🌟": Level("圆满", "Consummate", "M12 2l2.9 6.3 6.9.8-5.1 4.7 1.4 6.8L12 17.2l-6.1 3.4 1.4-6.8L2.2 9.1l6.9-.8z"),
    "🛡": Level("化神", "Deity", "M12 2l8 3v6c0 5-3 9-8 11-5-2-8-6-8-11V5zM8 12l3 3 5-6"),
}
EMOJI = "|".join(LEVELS)
CODE = re.compile(r"(<(pre|code)\b.*?</\2>)", re.DOTALL)


def draw_level_marks(html: str, language: str) -> str:
    """Replace the emoji of levels in a page's HTML by drawings. Code stays as it is.

    A mark before the name of its level is decoration; one that stands alone is read out as that name.
    """
    names = "|".join(re.escape(getattr(level, language)) for level in LEVELS.values())
    pattern = re.compile(rf"({EMOJI})\ufe0f?(?=(\s*(?:{names}))?)")  # some carry the mark that asks for colour

    def draw(found: re.Match[str]) -> str:
        level = LEVELS[found[1]]
        name = getattr(level, language)
        told = 'aria-hidden="true"' if (found[2] or "").strip() == name else f'role="img" aria-label="{name}"'
        return f'<svg class="hanli-level" viewBox="0 0 24 24" {told}><path d="{level.path}"/></svg>'

    parts = CODE.split(html)
    return "".join(
        part if index % 3 == 1 else pattern.sub(draw, part) for index, part in enumerate(parts) if index % 3 != 2
    )
