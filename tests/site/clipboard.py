"""What a reader has on the clipboard after pressing a copy button."""

from __future__ import annotations

from typing import Any


def press_and_read(page: Any, button: Any) -> str:
    """Press a copy button, wait until it has written, which a busy machine does late, and read the clipboard."""
    page.evaluate("navigator.clipboard.writeText('')")
    button.click(force=True)
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text
