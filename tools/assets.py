"""One copy of styles, scripts and figures for both languages: English pages, built below the others, use those above."""

from __future__ import annotations

import re

SHARED = ("assets", "figures")  # folders of the site that are the same in both languages
ADDRESS = re.compile(
    rf'"(?P<relative>(?:\./|(?:\.\./)+)?)(?P<below>(?:{"|".join(SHARED)})/)'  # from a page: "../../assets/hanli.js"
    r'|"(?P<root>/(?:[^"/]+/)*)[^"/]+/assets/'  # on the 404 page, from the root of the host: "/hanli/en/assets/hanli.js"
)


def is_asset(path: str) -> bool:
    """Whether a file of the site is the same in both languages."""
    return path.startswith("assets/")


def use_assets_of_parent(html: str) -> str:
    """Lead each quoted address of an asset or a figure, in a tag or in the theme's settings, one folder up."""

    def lead_up(found: re.Match[str]) -> str:
        if found["root"] is not None:
            return f'"{found["root"]}assets/'
        return f'"{found["relative"].removeprefix("./")}../{found["below"]}'

    return ADDRESS.sub(lead_up, html)
