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

from tools import changed, proof, shapes
from tools.absent import skip_without_data
from tools.block import Block
from tools.blocks import PageError, blocks_of
from tools.compare import honest_grade, same
from tools.falsify import unnoticed
from tools.isolate import Isolated, Result
from tools.machines import environment, machines
from tools.outcome import Fault, check_bound, printed
from tools.verification import told, verify_figure, verify_shapes, with_checks
from tools.written import pytest_terminal_summary as pytest_terminal_summary


class Runner:
    """Runs blocks; each machine is one isolated environment, started when first needed."""

    def __init__(self, config: pytest.Config) -> None:
        self.root, self.warm = config.rootpath, set(config.getini("warm_imports"))
        self.fork = config.getoption("isolation") == "fork" and hasattr(os, "fork")
        self.folder, self.isolated = Path(tempfile.mkdtemp(prefix="blocks-")), {}

    def run(self, block: Block, machine: str, code: str | None = None, trace: bool = False) -> tuple[Result, Path]:
        """Run a block, or `code` in its place; the result and the folder that it ran in."""
        if machine not in self.isolated:
            self.isolated[machine] = Isolated(environment(machine, self.root), sorted(self.warm), self.fork)
        folder = Path(tempfile.mkdtemp(dir=self.folder)) / "work"
        folder.mkdir()
        result = self.isolated[machine].run(block.write(folder, code), block.language, block.killed_after, trace)
        skip_without_data(result.stderr)
        return result, folder

    def close(self) -> None:
        for isolated in self.isolated.values():
            isolated.close()
        shutil.rmtree(self.folder, ignore_errors=True)


RUNNER, SEEN, CHOSEN = pytest.StashKey[Runner](), pytest.StashKey[set[str]](), pytest.StashKey[list[str]]()


class BlockItem(pytest.Item):
    """One block on one machine; the host traces its shape comments in the same run."""

    block: Block
    machine: str
    traced = False

    def runtest(self) -> None:
        if self.block.skip:
            pytest.skip(self.block.skip)
        update = self.config.getoption("update_outputs")
        result, folder = traced = self.run(trace=self.traced and not update)
        try:
            try:
                self.verify(result, folder, update)
            except Fault:
                if update or not self.may_differ_if_traced():
                    raise
                result, folder = self.run()
                self.verify(result, folder, update)
            if self.traced:
                self.verify_traced(*(self.run(trace=True) if update else traced))
        except Fault as fault:
            self.user_properties += told(fault, self.block, result, folder)
            raise
        shutil.rmtree(folder.parent)

    def may_differ_if_traced(self) -> bool:
        """Whether a traced run that differs from the page says nothing, so that one without the checks decides.

        Checks inside functions may change what a block prints: that of a compiled, exported or pickled function.
        """
        return self.traced and not shapes.between_statements(self.block.code)

    def verify_traced(self, result: Result, folder: Path) -> None:
        """Raise what the trace of a run says against the shape comments, also of functions that run from a copy of the file.

        The checks are in what is run and not in the file, so a block that copies itself runs again with them written into it.
        """
        if self.may_differ_if_traced() and shapes.faults(self.block.code, folder):
            result, folder = self.config.stash[RUNNER].run(self.block, self.machine, with_checks(self.block))
        verify_shapes(self.block, result, folder)

    def run(self, trace: bool = False) -> tuple[Result, Path]:
        """Run the block and note that it ran."""
        self.user_properties += [("block", self.block.key), ("machine", self.machine)]
        result, folder = self.config.stash[RUNNER].run(self.block, self.machine, trace=trace)
        self.user_properties.append(("seconds", result.seconds))
        return result, folder

    def verify(self, result: Result, folder: Path, update: bool) -> None:
        """Compare what a run left behind with what the page says."""
        block, got = self.block, printed(self.block, result)
        check_bound(block, got)
        if not same(block.expected or "", got, block.grade):
            self.replace_output(got, update)
        elif block.expected and (copy := unnoticed(got, block.grade)):
            diff = difflib.unified_diff(got.splitlines(), copy.splitlines(), "this run", "falsified", lineterm="")
            raise Fault("\n".join(["would pass with a wrong digit too: mend tools/compare.py", *diff]))
        if strange := changed.unseen(folder, block.page, self.config.rootpath):
            raise Fault(f"loads {strange}, and --changed does not know: name it in the block, or mend tools/changed.py")
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
        elif self.traced and not self.may_differ_if_traced() and self.holds_here():
            remedy = "it prints the same as the page when its shape comments are not traced, or sometimes: see which"
        diff = difflib.unified_diff(block.expected.splitlines(), got.splitlines(), "the page", "this run", lineterm="")
        raise Fault("printed something else\n" + "\n".join([*diff, remedy]))

    def holds_here(self) -> bool:
        """Whether the page's output is right on this machine, so that only the simulated one disagrees."""
        here = printed(self.block, self.config.stash[RUNNER].run(self.block, "host")[0])
        return same(self.block.expected or "", here, self.block.grade)

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
    """The shape comments of one block, traced in a run of their own, where there is no fork."""

    def runtest(self) -> None:
        result, folder = self.config.stash[RUNNER].run(self.block, self.machine, with_checks(self.block))
        self.user_properties += [("block", self.block.key), ("machine", "shapes"), ("seconds", result.seconds)]
        try:
            verify_shapes(self.block, result, folder)
        except Fault as fault:
            self.user_properties += told(fault, self.block, result, folder)
            raise
        shutil.rmtree(folder.parent)


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
            claimed = block.language == "python" and not block.skip and bool(shapes.claims(block.code))
            traced = claimed and "host" in chosen and config.stash[RUNNER].fork
            for machine in block.machines(chosen):
                yield self.item(BlockItem, block, machine, machine, traced and machine == "host")
            if claimed and not traced:
                yield self.item(ShapeItem, block, "host", "shapes")

    def item(self, kind: type[BlockItem], block: Block, machine: str, what: str, traced: bool = False) -> BlockItem:
        item = kind.from_parent(self, name=f"{block.name}[{what}]")
        item.block, item.machine, item.traced = block, machine, traced
        return item


pytest_codeblocks.plugin.MarkdownFile = Page


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


def pytest_unconfigure(config: pytest.Config) -> None:
    if runner := config.stash.get(RUNNER, None):
        runner.close()
