"""One copy of styles and scripts for both languages: English pages, built below the others, use those above them."""

from __future__ import annotations

import re

ASSET = re.compile(
    r'"(?P<relative>(?:\./|(?:\.\./)+)?)assets/'  # from a page: "../../assets/hanli.js"
    r'|"(?P<root>/(?:[^"/]+/)*)[^"/]+/assets/'  # on the 404 page, from the root of the host: "/hanli/en/assets/hanli.js"
)


def is_asset(path: str) -> bool:
    """Whether a file of the site is the same in both languages."""
    return path.startswith("assets/")


def use_assets_of_parent(html: str) -> str:
    """Lead each quoted address of an asset, in a tag or in the theme's settings, one folder up."""

    def lead_up(found: re.Match[str]) -> str:
        if found["root"] is not None:
            return f'"{found["root"]}assets/'
        return f'"{found["relative"].removeprefix("./")}../assets/'

    return ASSET.sub(lead_up, html)
