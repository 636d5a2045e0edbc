"""What is vendored is what was recorded, file by file."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "overrides/assets/vendor"
OURS = {"README.md", "SHA256SUMS"}


def recorded() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_vendored_files_are_those_recorded() -> None:
    files = [file for file in VENDOR.rglob("*") if file.is_file()]
    found = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name not in OURS
    }
    assert found == recorded()


def test_each_vendored_project_has_its_licence_and_a_line_in_the_readme() -> None:
    readme = (VENDOR / "README.md").read_text("utf-8")
    for folder in {name.split("/")[0] for name in recorded()}:
        assert (VENDOR / folder / "LICENSE").is_file()
        assert f"`{folder}/LICENSE`" in readme


def test_the_packed_runtime_is_the_file_that_the_readme_names() -> None:
    packed = (VENDOR / "onnxruntime/ort-wasm-simd-threaded.wasm.gz").read_bytes()
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() in (VENDOR / "README.md").read_text("utf-8")
    assert packed[3:8] == bytes(5), "made by gzip -n: without the name and the time of a file"
