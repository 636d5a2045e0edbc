"""The poems: made from the package's form, only whole quatrains, each once, in simplified characters; the committed ones are so."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from hanli.projects.text_generation import extract, load_poems
from hanli.projects.text_generation.extract import keep_quatrains, list_finals, read_package, write

FIVE = ["春眠不覺曉，處處聞啼鳥。", "夜來風雨聲，花落知多少。"]


def archive(*files: list[dict[str, object]]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as file:
        for number, poems in reversed(list(enumerate(files))):
            data = json.dumps(poems).encode()
            member = tarfile.TarInfo(f"package/dist/quantangshi/poet.tang.{number * 1000}.json")
            member.size = len(data)
            file.addfile(member, io.BytesIO(data))
        file.addfile(tarfile.TarInfo("package/dist/quantangshi/poet.song.0.json"))
    return content.getvalue()


def test_files_are_read_in_their_order_and_those_of_the_song_left_out() -> None:
    files = [[{"author": name, "paragraphs": FIVE}] for name in ("甲", "乙", "丙")]
    assert read_package(archive(*files)) == [(name, FIVE) for name in ("甲", "乙", "丙")]


def test_only_quatrains_are_kept_each_once_and_without_rare_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "AT_LEAST", 1)
    poems = [
        ("孟浩然", FIVE),
        ("又", FIVE),
        ("長", [*FIVE, *FIVE]),
        ("殘", ["春眠不覺□，處處聞啼鳥。", FIVE[1]]),
        ("雜", ["春眠不覺曉，處處聞啼。", FIVE[1]]),
    ]
    simplify = str.maketrans("覺曉處聞來風聲", "觉晓处闻来风声")
    kept = keep_quatrains(poems, lambda text: text.translate(simplify))
    assert kept == [("孟浩然", "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少".replace("鸟", "鳥"))]
    monkeypatch.setattr(extract, "AT_LEAST", 2)
    assert keep_quatrains(poems, str) == []


def test_what_is_written_is_the_same_at_each_call(tmp_path: Path) -> None:
    poems = [("甲", "春夏秋冬" * 5)]
    finals = list_finals(poems, {"春": "uen", "夏": "ia", "秋": "iou", "冬": "ong"}.__getitem__)
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        write(poems, finals, tmp_path / name)
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("first", "second"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert gzip.decompress((tmp_path / "first/poems.tsv.gz").read_bytes()).decode() == "甲\t" + "春夏秋冬" * 5 + "\n"
    assert json.loads((tmp_path / "first/finals.json").read_text("utf-8")) == {
        "ia": "夏",
        "iou": "秋",
        "ong": "冬",
        "uen": "春",
    }


def test_another_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.tgz").write_bytes(b"other")
    with pytest.raises(SystemExit):
        extract.main([str(tmp_path / "other.tgz")])
    assert "other.tgz is not chinese-poetry-2.0.1.tgz: sha256" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "width", "count"), [("seven", 7, 6931), ("five", 5, 2677)])
def test_the_poems_that_come_along_are_quatrains_each_once(form: str, width: int, count: int) -> None:
    texts = [text for _, text in load_poems(form)]
    assert len(set(texts)) == len(texts) == count
    assert all([len(line) for line in text.split("\n")] == [width] * 4 for text in texts)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^form must be one of seven, five, got 'six'$"):
        load_poems("six")
