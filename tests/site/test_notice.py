"""NOTICE names whatever the repository holds of others: vendored files, pictures with their content, data."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTICE = ROOT / "NOTICE"
# What may hold the work of others. An SVG counts if it carries pixels.
PICTURES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
DATA = {
    ".bin",
    ".csv",
    ".gz",
    ".npy",
    ".npz",
    ".onnx",
    ".otf",
    ".parquet",
    ".pt",
    ".pth",
    ".ttf",
    ".wav",
    ".woff",
    ".woff2",
    ".zip",
}
OUR_OWN_PIXELS = {
    "snippets/index/spirals.png",  # points and a network of our own
    "snippets/roadmap/stage1/tensor/batch.svg",  # two letters of 5×5 pixels
    "snippets/roadmap/stage1/tensor/picture.svg",  # one of them
    "snippets/roadmap/stage3/sequence_practice/confusion.svg",  # counts, as shades
    "snippets/roadmap/stage3/seq2seq/heat_map.svg",  # weights of attention, as shades
    "snippets/roadmap/stage4/attention/maps.svg",  # the same
    "snippets/roadmap/stage4/positions/picture.svg",  # sines and cosines, as colours
    "snippets/roadmap/stage2/datasets/order.svg",  # the numbers from 0 to 23, as colours
}


def committed() -> list[str]:
    """The files that git has, relative to the root."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a clone: git cannot list the files")
    return listed.stdout.splitlines()


def unnamed(files: list[str], notice: str) -> list[str]:
    """The files of others that the notice names neither themselves nor by the folder that they are vendored in."""
    words = set(notice.split())
    named = {word for word in words if "/" in word}
    return [
        file
        for file in files
        if holds_the_work_of_others(file) and not any(file == name or file.startswith(name) for name in named)
    ]


def holds_the_work_of_others(file: str) -> bool:
    """Whether a file is vendored, a picture that is not drawn in lines, or data."""
    path = ROOT / file
    if file.startswith("overrides/assets/vendor/"):
        return file.count("/") > 3  # below the lists of the vendored files themselves
    if file in OUR_OWN_PIXELS:
        return False
    if path.suffix == ".svg":
        return path.is_file() and "<image" in path.read_text("utf-8")
    return path.suffix in PICTURES | DATA


def test_everything_of_others_is_named() -> None:
    found = unnamed(committed(), NOTICE.read_text("utf-8"))
    assert not found, f"NOTICE does not name {', '.join(found)}: say whose it is and under which licence"


def test_each_vendored_folder_has_its_own_line_with_a_licence() -> None:
    lines = NOTICE.read_text("utf-8").splitlines()
    for folder in sorted(path for path in (ROOT / "overrides/assets/vendor").iterdir() if path.is_dir()):
        name = f"{folder.relative_to(ROOT).as_posix()}/"
        start = next((number for number, line in enumerate(lines) if line.split()[:1] == [name]), None)
        assert start is not None, f"NOTICE has no line for {name}"
        assert "License" in " ".join(lines[start : start + 3]), f"NOTICE names no licence for {name}"


def test_pictures_that_are_named_are_there() -> None:
    files = set(committed())
    named = {word for word in NOTICE.read_text("utf-8").split() if word.startswith("snippets/")}
    assert named, "NOTICE names no picture"
    assert not named - files, f"NOTICE names {', '.join(sorted(named - files))}, which is gone: delete the line"


def test_a_forgotten_file_is_found() -> None:
    files = ["overrides/assets/vendor/x/x.js", "snippets/a/photo.png", "snippets/a/table.csv", "hanli/seed.py"]
    assert unnamed(files, "overrides/assets/vendor/x/ MIT") == files[1:3]
