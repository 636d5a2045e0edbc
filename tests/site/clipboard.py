"""What a reader has on the clipboard after pressing a copy button."""

from __future__ import annotations

from typing import Any


def press_and_read(page: Any, button: Any) -> str:
    """Press a copy button, wait until it has written, which a busy machine does late, and read the clipboard."""
    page.evaluate("navigator.clipboard.writeText('')")
    button.evaluate(
        "button => button.scrollIntoView({block: 'center'})"
    )  # from under the message that tells of the last copy
    button.click(force=True)
    for _ in range(600):  # a minute
        text: str = page.evaluate("navigator.clipboard.readText()")
        if text:
            return text
        page.wait_for_timeout(100)
    raise AssertionError(f"a minute after {button} was pressed nothing is on the clipboard")
