"""The marks of levels are drawings with names, on every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from built import pages

from tools.levels import LEVELS, draw_level_marks


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mark_before_its_name_is_silent_and_one_alone_is_named(language: str) -> None:
    for emoji, level in LEVELS.items():
        name = getattr(level, language)
        for form in (emoji, f"{emoji}\ufe0f"):
            made = draw_level_marks(f"<p>{form} {name}</p><td>{form}</td>", language)
            assert made.startswith('<p><svg class="hanli-level" viewBox="0 0 24 24" aria-hidden="true">')
            assert f'<td><svg class="hanli-level" viewBox="0 0 24 24" role="img" aria-label="{name}">' in made
            assert emoji not in made
            assert "\ufe0f" not in made


def test_code_is_left_alone() -> None:
    text = "<pre><code>print('🔥')</code></pre><p><code>🔥</code></p>"
    assert draw_level_marks(text, "en") == text


def test_no_page_needs_a_font_of_emoji_for_its_levels(site: Path) -> None:
    drawn = 0
    for file in pages(site):
        html = file.read_text("utf-8")
        article = html.partition("<article")[2].partition("</article>")[0]
        drawn += article.count("hanli-level")
        left = [emoji for emoji in LEVELS if emoji in article]
        assert not left, f"{file}: {left} is not drawn (tools/levels.py)"
    assert drawn >= 60
