"""A block of a page: what runs, how it is compared, and the script that it becomes. Needs the standard library only."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tools.marks import RUN

BUSY = 5  # how much longer a block may take in a run of all tests, where others work beside it
IMPORT = re.compile(r"^(?:from|import) ([\w.]+)", re.MULTILINE)


@dataclass
class Block:
    """A fence that runs, with the output that the page shows under it."""

    page: Path
    line: int
    language: str
    code: str
    expected: str | None
    source: Path | None = None
    out: Path | None = None
    grade: str = "exact"
    raises: bool = False
    timeout: int = 60
    host_only: str | None = None
    skip: str | None = None
    beside: list[Path] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.source.stem if self.source else f"line{self.line}"

    @property
    def killed_after(self) -> int:
        """Seconds after which a run of tests gives the block up; `timeout` is what it may take on a quiet machine."""
        return self.timeout * BUSY

    @property
    def imports(self) -> set[str]:
        """The modules that the block imports, less the standard library's and our own."""
        found = set(IMPORT.findall(self.code)) if self.language == "python" else set()
        return {name for name in found if name.partition(".")[0] not in {*sys.stdlib_module_names, "hanli"}}

    def machines(self, chosen: list[str]) -> list[str]:
        """Those of the chosen machines that the block runs on."""
        return [machine for machine in chosen if machine == "host" or not self.host_only]

    @property
    def key(self) -> str:
        """Equal for the same block in the other language."""
        parts = self.language, self.code, self.expected, self.grade, self.raises, self.host_only, self.skip
        if self.beside:
            parts += tuple(file.read_text(encoding="utf-8") for file in self.beside)
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def write(self, folder: Path, code: str | None = None) -> Path:
        """Write the block, or `code` in its place, into a folder with the files that a reader has beside it: the script to run."""
        script = folder / f"{self.name}{RUN[self.language]}"
        script.write_text(code or self.code, encoding="utf-8")
        for file in self.beside:
            shutil.copy(file, folder)
        return script
