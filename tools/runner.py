"""The block runner: a pytest plugin that makes every block of a page a test.

`pytest docs/zh/trials/tensors.md` runs one page. Blocks come from `tools.blocks`, run by `tools.isolate`.
"""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
import pytest_codeblocks.plugin

from tools import proof, shapes
from tools.blocks import RUN, Block, PageError, blocks_of
from tools.compare import same, same_figure
from tools.isolate import Isolated, Result
from tools.machines import environment, machines


class Runner:
    """Runs blocks; each machine is one isolated environment, started when first needed."""

    def __init__(self, config: pytest.Config) -> None:
        self.root, self.warm = config.rootpath, set(config.getini("warm_imports"))
        self.fork = config.getoption("isolation") == "fork" and hasattr(os, "fork")
        self.folder, self.isolated = Path(tempfile.mkdtemp(prefix="blocks-")), {}

    def run(self, block: Block, machine: str, code: str | None = None) -> tuple[Result, Path]:
        """Run a block, or `code` in its place; the result and the folder that it ran in."""
        if machine not in self.isolated:
            self.isolated[machine] = Isolated(environment(machine, self.root), sorted(self.warm), self.fork)
        folder = Path(tempfile.mkdtemp(dir=self.folder)) / "work"
        folder.mkdir()
        script = folder / f"{block.name}{RUN[block.language]}"
        script.write_text(code or block.code, encoding="utf-8")
        return self.isolated[machine].run(script, block.language, block.timeout), folder

    def close(self) -> None:
        for isolated in self.isolated.values():
            isolated.close()
        shutil.rmtree(self.folder, ignore_errors=True)


RUNNER, SEEN, CHOSEN = pytest.StashKey[Runner](), pytest.StashKey[set[str]](), pytest.StashKey[list[str]]()


class Fault(Exception):
    """A block that did not do what the page says."""


class BlockItem(pytest.Item):
    """One block on one machine."""

    block: Block
    machine: str
    source: str | None = None

    def runtest(self) -> None:
        if self.block.skip:
            pytest.skip(self.block.skip)
        result, folder = self.config.stash[RUNNER].run(self.block, self.machine, self.source)
        self.user_properties += [("block", self.block.key), ("machine", self.machine), ("seconds", result.seconds)]
        self.verify(result, folder, update=self.config.getoption("update_outputs"))
        shutil.rmtree(folder.parent)

    def verify(self, result: Result, folder: Path, update: bool) -> None:
        """Compare what a run left behind with what the page says."""
        block, got = self.block, self.printed(result)
        if block.grade == "bound" and (line := next((x for x in got.splitlines() if not x.endswith(": True")), None)):
            raise Fault(f"is graded bound, so each line ends in ': True', yet it printed: {line}")
        if not same(block.expected or "", got, block.grade):
            self.replace_output(got, update)
        for name in block.figures:
            if verify_figure(folder / name, block.source.parent / name, update):
                self.user_properties.append(("wrote", str(block.source.parent / name)))

    def replace_output(self, got: str, update: bool) -> None:
        """Keep what was printed as the new output if that is asked for, else say how it differs."""
        block = self.block
        if block.expected is None:
            raise Fault(
                f"prints, and the page shows no output: put an expected-output comment and a fence after it\n{got}"
            )
        if update and block.out:
            block.out.write_text(got, encoding="utf-8")
            self.user_properties.append(("wrote", str(block.out)))
            return
        remedy = "read the difference; if the new output is right, run with --update-outputs"
        if self.machine != "host" and self.holds_here():
            remedy = f"on machine '{self.machine}': {honest_grade(block.expected, got)}"
        diff = difflib.unified_diff(block.expected.splitlines(), got.splitlines(), "the page", "this run", lineterm="")
        raise Fault("printed something else\n" + "\n".join([*diff, remedy]))

    def holds_here(self) -> bool:
        """Whether the page's output is right on this machine, so that only the simulated one disagrees."""
        here = self.printed(self.config.stash[RUNNER].run(self.block, "host", self.source)[0])
        return same(self.block.expected or "", here, self.block.grade)

    def printed(self, result: Result) -> str:
        """What the page should show for this run."""
        got, stderr = result.stdout, result.stderr
        if result.timed_out:
            raise Fault(
                f"ran longer than {self.block.timeout} s: make it smaller, or mark it timeout(…)\n{got}{stderr}"
            )
        if self.block.raises:
            if result.code != 1 or "Traceback (most" not in stderr:
                raise Fault(f"is marked raises, yet it ended with code {result.code}, no error: remove the mark\n{got}")
            return got + last_error(stderr)
        if result.code:
            how = f"was killed by signal {-result.code}" if result.code < 0 else f"ended with code {result.code}"
            raise Fault(f"{how}: mend the block, or mark it raises\n{got}{stderr}")
        if stderr:
            raise Fault(f"wrote to stderr, which a reader would see: silence its cause\n{stderr}")
        return got

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        if not isinstance(excinfo.value, Fault):
            return str(super().repr_failure(excinfo))
        page, snippet = (
            path and path.relative_to(self.config.rootpath).as_posix() for path in (self.path, self.block.source)
        )
        return f"{page}:{self.block.line}: the block{f' {snippet}' if snippet else ''} {excinfo.value}"

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.block.line - 1, self.name


class ShapeItem(BlockItem):
    """The shape comments of one block, traced."""

    def verify(self, result: Result, folder: Path, update: bool) -> None:
        if faults := shapes.faults(self.block.code, folder):
            raise Fault("\n".join(["has shape comments that do not hold", *faults, result.stderr]))


class Page(pytest.File):
    """A page, collected in the place of pytest-codeblocks' own file."""

    def collect(self):
        config, chosen = self.config, self.config.stash[CHOSEN]
        try:
            blocks = blocks_of(self.path, config.rootpath, create=config.getoption("update_outputs"))
        except PageError as error:
            raise self.CollectError(str(error)) from None
        for block in blocks:
            if block.key in config.stash[SEEN]:  # the same block in the other language
                continue
            config.stash[SEEN].add(block.key)
            config.stash[RUNNER].warm |= block.imports
            for machine in chosen:
                yield self.item(BlockItem, block, machine, f"{block.name}[{machine}]")
            if block.language == "python" and not block.skip and shapes.claims(block.code):
                yield self.item(ShapeItem, block, "host", f"{block.name}[shapes]", shapes.instrument(block.code))

    def item(
        self, kind: type[BlockItem], block: Block, machine: str, name: str, source: str | None = None
    ) -> BlockItem:
        item = kind.from_parent(self, name=name)
        item.block, item.machine, item.source = block, machine, source
        return item


pytest_codeblocks.plugin.MarkdownFile = Page


def verify_figure(made: Path, kept: Path, update: bool) -> bool:
    """Compare a figure with the one kept beside the snippet, or keep it and say so."""
    if not made.exists():
        raise Fault(f"did not save {made.name} into its own folder")
    if kept.exists() and same_figure(kept, made):
        return False
    if not update:
        raise Fault(f"drew another {made.name} than the page shows: look at both, then run with --update-outputs")
    shutil.copy(made, kept)
    return True


def last_error(stderr: str) -> str:
    """The part of a traceback that a page shows, `Type: message`: what follows the frames of the last error."""
    lines = stderr.rpartition("Traceback (most recent call last):\n")[2].splitlines(keepends=True)
    return "".join(lines[next(i for i, line in enumerate(lines) if not line.startswith(" ")) :])


def honest_grade(expected: str, got: str) -> str:
    """Which grade would hold for an output that differs between machines."""
    if same(expected, got, "digits"):
        return "the numbers agree to one unit in the last digit, so the honest grade is digits"
    return "print fewer digits under the grade digits, or a checked statement under the grade bound"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-outputs", action="store_true", help="rewrite .out files and figures from this run")
    parser.addoption("--machines", default="host", help="'host', 'all', or a list such as avx2,plain")
    parser.addoption(
        "--isolation", default="fork", choices=["fork", "interpreter"], help="how a block's process starts"
    )
    parser.addoption("--record", action="store_true", help="write proof/, which the pages' stamps show")
    parser.addini("warm_imports", "modules that the fork server imports before it forks", type="args")


def pytest_configure(config: pytest.Config) -> None:
    asked = config.getoption("machines")
    chosen = list(machines()) if asked == "all" else asked.split(",")
    if unknown := sorted(set(chosen) - set(machines())):
        raise pytest.UsageError(
            f"--machines {asked}: no {', '.join(unknown)} here: choose all, or of {', '.join(machines())}"
        )
    config.stash[RUNNER], config.stash[SEEN], config.stash[CHOSEN] = Runner(config), set(), chosen
    if config.getoption("record") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(proof.Recorder(config.rootpath, chosen))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the files that --update-outputs wrote."""
    reports = (
        report for found in terminalreporter.stats.values() for report in found if hasattr(report, "user_properties")
    )
    for file in sorted({value for report in reports for name, value in report.user_properties if name == "wrote"}):
        terminalreporter.write_line(f"wrote {Path(file).relative_to(config.rootpath).as_posix()}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if runner := config.stash.get(RUNNER, None):
        runner.close()
