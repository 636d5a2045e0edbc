"""From a whole mail to the words that a person reads: without headers, markup and lines that many mails repeat."""

from __future__ import annotations

import email
import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from email.message import Message

LONGEST_WORD = 40
_MARKUP = re.compile(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->|</?[a-z][^<>]*>")


def read_body(mail: str) -> str:
    """The first text of a mail, without its headers and attachments; HTML becomes plain text.

    Args:
        mail: The mail with its headers.

    Returns:
        The text, with the line breaks of the mail; empty if the mail has none.

    Source: <https://docs.python.org/3/library/email.message.html>
    """
    for part in email.message_from_string(mail).walk():
        if part.get_content_maintype() == "text":
            text = _decode(part)
            return html.unescape(_MARKUP.sub(" ", text)) if part.get_content_subtype() == "html" else text
    return ""


def repeated_lines(texts: Iterable[str], at_least: int = 10) -> set[str]:
    """The lines that stand in so many texts or more, without spaces at their ends.

    Such lines are signatures of mailing lists and advertisements of hosts. They tell where a text was collected,
    which is not what a classifier shall learn.

    Args:
        texts: The texts.
        at_least: In how many of them a line stands.

    Raises:
        ValueError: `at_least` is less than 2.
    """
    if at_least < 2:
        raise ValueError(f"at_least must be 2 or more, got {at_least}")
    found = Counter(line for text in texts for line in {line.strip() for line in text.splitlines()})
    return {line for line, count in found.items() if count >= at_least}


def remove_lines(text: str, lines: set[str]) -> str:
    """The text without these lines and without words of more than 40 characters, which nobody reads, on a single line."""
    kept = (line.split() for line in text.splitlines() if line.strip() not in lines)
    return " ".join(word for words in kept for word in words if len(word) <= LONGEST_WORD)


def clean(mails: Sequence[str]) -> list[str]:
    """The bodies of mails without the lines that ten of them repeat; the order stays."""
    bodies = [read_body(mail) for mail in mails]
    lines = repeated_lines(bodies)
    return [remove_lines(body, lines) for body in bodies]


def _decode(part: Message) -> str:
    """The text of a part by the character set that it names, or as Latin-1 if there is no such set."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        return content.decode(part.get_content_charset("latin-1"), errors="replace")
    except LookupError:
        return content.decode("latin-1")
