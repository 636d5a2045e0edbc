"""What the site does to a page, independent of the program that builds it: first to its Markdown, then to its HTML.

The pages themselves stay plain Markdown: without these two functions they still build, with the outputs uncaptioned.
"""

from __future__ import annotations

from pathlib import Path

from tools import wheel
from tools.captions import caption_outputs
from tools.checklists import mark_items, read_checklists
from tools.drawings import caption_figures, mark_drawing_code
from tools.gpu import record as gpu
from tools.gpu.shown import show_gpu_results
from tools.highlighting import drop_plain_marks
from tools.includes import expand
from tools.letters import index_by_letter
from tools.levels import draw_level_marks
from tools.pages import Page
from tools.pairs import mark_pairs
from tools.proof import included
from tools.tables import make_cards
from tools.versions import record as versions
from tools.versions.notes import note_versions


def transform_markdown(markdown: str, url: str, language: str, root: Path) -> str:
    """Do to the Markdown of a page what the site does.

    Show what a GPU has shown, caption asserted outputs, mark pairs of wrong and right, tell what other versions print, and link the
    wheel of `hanli`.

    Args:
        markdown: The text of the page, without its front matter.
        url: The address of the page under the root of its language's site.
        language: `zh` or `en`.
        root: The folder of `docs`, `snippets` and `proof`.

    Raises:
        ValueError: A pair is not one, or the record of other versions cannot be read.
        WheelError: An installing line names a wheel that the sources do not make.
    """

    def read_include(name: str) -> str:
        (file,) = included(f'--8<-- "{name}"', root)
        return file.read_text(encoding="utf-8")

    shown = show_gpu_results(markdown, language, root, gpu.read_record(root))
    marked = mark_pairs(caption_outputs(shown, language), read_include, language)
    noted = note_versions(marked, versions.read_record(root), lambda line: expand(line, root), language)
    return wheel.link(noted, url, language, root)


def transform_html(html: str, name: str, language: str, root: Path) -> str:
    """Name the items of checklists for the browser's memory, caption figures, lay out what phones cannot, make code lighter.

    Args:
        html: The content of the page.
        name: The page's name under `docs/<language>`, such as `trials/tensors`.
        language: `zh` or `en`.
        root: The folder of `docs`.

    Raises:
        ValueError: A list that is to be indexed by letters is not sorted.
    """
    english = Page(root, root / "docs/en" / f"{name}.md")
    if english.path.exists():  # a page of one language only fails the parity tests, not the build
        html = mark_items(html, read_checklists(english))
    html = caption_figures(mark_drawing_code(make_cards(html)))
    return drop_plain_marks(draw_level_marks(index_by_letter(html, language), language))
