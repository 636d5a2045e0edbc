"""Of a mail only its text stays: no headers, no markup, no lines of mailing lists."""

from __future__ import annotations

import pytest

from hanli.projects.text_classification.mails import read_body, remove_lines, repeated_lines

PLAIN = "From: a@b.example\nSubject: secret\n\nHello you\nsecond line\n"
HTML = (
    "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    "<style>p {}</style><p>Caf=C3=A9 &amp; <b>more</b> 1 < 2</p><!-- x -->"
)


def test_headers_markup_and_encodings_are_gone() -> None:
    assert read_body(PLAIN) == "Hello you\nsecond line\n"
    assert read_body(HTML).split() == ["Café", "&", "more", "1", "<", "2"]
    assert read_body("Content-Type: image/png\n\nxyz") == ""
    assert read_body("Content-Type: text/plain; charset=no-such\n\nhello") == "hello"


def test_lines_that_many_texts_hold_are_found_once_for_each_text() -> None:
    texts = ["-- list\nhello\nhello", " -- list \nyou", "hello"]
    assert repeated_lines(texts, at_least=2) == {"-- list", "hello"}
    assert remove_lines("-- list\n a  b \n" + "x" * 41, {"-- list"}) == "a b"
    with pytest.raises(ValueError, match=r"^at_least must be 2 or more, got 1$"):
        repeated_lines(texts, at_least=1)
