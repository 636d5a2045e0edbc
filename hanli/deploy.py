"""Deploy a model: lint, test, build, publish, switch over, look at its health, and go back by itself if it is sick.

Everything lives in one folder, the root of the deployment:

- `registry/<name>-<version>/`: what was published, a bundle of `hanli.export` with a Containerfile; never overwritten;
- `live.json`: which release serves, which one served before it, and which one is on trial;
- `work/`: what is being built;
- `lock`: held while a deployment runs. The system lets go of it when the process ends, however it ends.

Every change that counts is one rename, of files that are on the disk by then, so a process that is killed in between, or
a machine that loses its power, leaves the state before it or the state after it. A release on trial becomes live only
after its health was seen; if the deployment dies before, `find_live_release` answers with the old release at once, and the next
deployment sweeps up: it takes the server back to the old release before anything else.

Source: <https://docs.python.org/3/library/os.html#os.replace>
"""

from __future__ import annotations

import argparse
import json
import os
import reprlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from hanli.bundle import DESCRIPTION, MODEL, NAME_PATTERN, VERSION_PATTERN, checksum
from hanli.deprecation import forward_old_names
from hanli.files import flush_to_disk

__getattr__ = forward_old_names(__name__, {"live": "find_live_release"})

LINT = (sys.executable, "-m", "ruff", "check", "--no-cache", ".")
"""The command of the step `lint`, run in the project's folder."""

TEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
"""The command of the step `test`, run in the project's folder."""

CONTAINERFILE = """\
FROM {base}
COPY model.pt2 bundle.json /srv/{release}/
USER 65534
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/live')"]
CMD ["python", "-m", "hanli.serve", "/srv/{release}", "--host", "0.0.0.0"]
"""
"""The container of a release: an image with `hanli[serve]` in it, and the model on top, served by nobody's user."""

_INCOMING_PREFIX = ".incoming-"  # before the name of a release that is not yet whole
_TEMPORARY_STATE = ".live.json"  # what live.json is called until it is whole
_OUTPUT_TAIL = 4000  # characters of a tool's output that a report keeps
_COMMAND_PAUSE = 0.2  # seconds between two questions for the health, from the command line

Build = Callable[[Path], Path]
Healthy = Callable[[Path], bool]
Activate = Callable[[Path], object]


class DeployError(Exception):
    """A step that failed; the message says why, and what to do."""


@dataclass(frozen=True)
class Step:
    """One step of a deployment.

    Attributes:
        name: What was done, as `publish`.
        ok: Whether it succeeded.
        detail: What came of it, or what went wrong; the first line is the short form.
    """

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Report:
    """What a deployment did, in order, and what serves after it.

    Attributes:
        steps: The steps that were taken. The first that failed ended the deployment, except for the way back.
        live: The release that serves now, as `digits-1.2.0`; None if none does.
    """

    steps: tuple[Step, ...]
    live: str | None

    @property
    def ok(self) -> bool:
        """Whether every step succeeded."""
        return all(step.ok for step in self.steps)

    def __str__(self) -> str:
        lines = []
        for step in self.steps:
            short = step.detail.split("\n", 1)[0]
            lines.append(f"{step.name:10} {'ok' if step.ok else 'FAILED':7} {short}".rstrip())
        return "\n".join([*lines, f"live: {self.live or 'nothing'}"])


@dataclass(frozen=True)
class _DeploymentState:
    """The content of `live.json`; each entry is the name of a release."""

    live: str | None = None
    previous: str | None = None
    trial: str | None = None


def deploy(
    project: str | Path,
    root: str | Path,
    build: Build,
    *,
    healthy: Healthy | None = None,
    activate: Activate | None = None,
    lint: Sequence[str] = LINT,
    test: Sequence[str] = TEST,
    base: str = "hanli-serve",
    attempts: int = 3,
    pause: float = 1.0,
    timeout: float = 600.0,
) -> Report:
    """Bring a new release of a project to serve, or leave the old one as it was.

    What fails is reported, not raised: nothing after the failed step is done, and if the new release was on trial by
    then, the old one serves again. The same call can be made again after any failure. A version that is published
    already is accepted if its files are the same to the byte, and refused otherwise.

    Args:
        project: The folder with the code and its tests.
        root: The folder of the deployment; it is made if it is not there.
        build: Takes an empty folder, writes one bundle into it (`hanli.export.save_bundle`), returns the bundle's
            folder.
        healthy: Takes the folder of the release on trial, says whether it is well. It is sick if the answer is False
            each time, or an exception. Default `answers`.
        activate: Takes the folder of a release, and makes the server use it, for example `ModelHolder.switch`. It is
            called for the release on trial, and for the old one on the way back, whose health is asked for then; a
            first release that is sick has no old one. None if the server follows `find_live_release`, as that of
            `python -m hanli.serve --follow` does.
        lint: The command of the step `lint`.
        test: The command of the step `test`.
        base: The image that the Containerfile starts from; it must contain `hanli[serve]`.
        attempts: How often the health is asked for before the release counts as sick.
        pause: Seconds between two attempts.
        timeout: Seconds that `lint` and `test` may take, each.

    Returns:
        The report, with `ok` and the release that serves now.

    Raises:
        NotADirectoryError: `project` is no folder.
        ValueError: `attempts` is less than 1, or `pause` negative, or `timeout` not above 0.
        DeployError: `live.json` is damaged; the message says where it is and what to do.

    Source: <https://martinfowler.com/bliki/BlueGreenDeployment.html>
    """
    _check_arguments(project, attempts, pause, timeout)
    root = Path(root)
    (root / "registry").mkdir(parents=True, exist_ok=True)
    with _hold_lock(root) as free:
        if not free:
            return Report(
                (Step("lock", False, "another deployment is running: wait for its end"),), _find_live_name(root)
            )
        run = _Deployment(
            Path(project), root, build, healthy or answers, activate, attempts, pause, base, _read_state(root)
        )
        try:
            run.take_step("sweep", run.clean_up_after_killed)
            run.take_step("lint", lambda: _run_command(lint, run.project, timeout))
            run.take_step("test", lambda: _run_command(test, run.project, timeout))
            run.take_step("build", run.build_bundle)
            run.take_step("publish", run.publish)
            run.take_step("switch", run.switch_over)
            run.take_step("health", run.check_health)
        finally:
            shutil.rmtree(root / "work", ignore_errors=True)
            if run.on_trial:  # also when Ctrl+C came in between
                run.take_step_always("roll back", run.restore_old_release)
        return Report(tuple(run.steps), _read_state(root).live)


def find_live_release(root: str | Path) -> Path | None:
    """Tell which release is to serve.

    That is the release on trial while its deployment runs, and else the last one whose health was seen. A deployment
    that was killed counts as ended at that moment.

    Args:
        root: The folder of the deployment.

    Returns:
        The folder of the release, or None if nothing was deployed yet.

    Raises:
        DeployError: `live.json` is damaged.

    Source: <https://docs.python.org/3/library/fcntl.html#fcntl.flock>
    """
    name = _find_live_name(Path(root))
    return Path(root) / "registry" / name if name else None


def roll_back(
    root: str | Path,
    *,
    activate: Activate | None = None,
    healthy: Healthy | None = None,
    attempts: int = 3,
    pause: float = 1.0,
) -> Path:
    """Let the release before the present one serve again, by hand: for a fault that shows only after hours.

    Args:
        root: The folder of the deployment.
        activate: As for `deploy`.
        healthy: As for `deploy`, asked after going back; None asks nothing.
        attempts: How often the health is asked for.
        pause: Seconds between two attempts.

    Returns:
        The folder of the release that serves now. Calling again brings the other one back. If a deployment was killed
        on trial and `activate` is given, the call only ends that trial, and the server comes back to the live release.

    Raises:
        DeployError: There is no release before the present one, it is damaged, or a deployment is running. Or the
            release serves again and is not healthy: the message says so, and it stays.

    Errors of `activate` pass through, and nothing has changed then.

    Source: <https://martinfowler.com/bliki/BlueGreenDeployment.html>
    """
    root = Path(root)
    with _hold_lock(root) as free:
        if not free:
            raise DeployError("another deployment is running: wait for its end")
        state = _read_state(root)
        left_on_trial = state.trial is not None and activate is not None
        back = state.live if left_on_trial else state.previous
        if back is None:
            raise DeployError(
                f"{root / 'live.json'}: no release served before {state.live or 'this'}: deploy one instead"
            )
        release = root / "registry" / back
        _verify_bundle(release)
        if activate is not None:
            if not left_on_trial:  # whoever is killed from here on leaves a mark, and the next deployment sweeps up
                _write_state(root, replace(state, trial=back))
            try:
                activate(release)
            except Exception:
                _write_state(root, state)
                raise
        _write_state(root, _DeploymentState(live=back, previous=state.previous if left_on_trial else state.live))
        fault = "" if healthy is None else _find_health_fault(healthy, release, attempts, pause)
        if fault:
            raise DeployError(f"{back} serves again, and is not well: {fault}")
        return release


def answers(release: Path) -> bool:
    """Load a release and let it compute: is the answer to a batch of zeros made of finite numbers?

    Args:
        release: The folder of the bundle.

    Returns:
        Whether it is. The network takes (N, *input_shape) in the dtype that the bundle names.

    Raises:
        BundleError: The bundle cannot be loaded.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.isfinite.html>
    """
    import torch

    from hanli.export import load_bundle

    bundle = load_bundle(release)
    with torch.inference_mode():
        return bool(torch.isfinite(bundle.module(torch.zeros(2, *bundle.input_shape, dtype=bundle.dtype))).all())


def answers_at(url: str, *, timeout: float = 5.0) -> Healthy:
    """Make a check that asks a server of `hanli.serve`: is it ready, and is it this release that answers?

    Args:
        url: Where it listens, as `http://127.0.0.1:8000`.
        timeout: Seconds for each of the two requests.

    Returns:
        A function for the argument `healthy` of `deploy`.

    Raises:
        ValueError: `url` does not begin with `http://` or `https://`.

    Source: <https://docs.python.org/3/library/urllib.request.html>
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"url must begin with http:// or https://, got {url!r}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def healthy(release: Path) -> bool:
        """Whether the server is ready and answers with this release."""
        with opener.open(f"{url.rstrip('/')}/ready", timeout=timeout):
            pass  # any other status than 200 raises
        with opener.open(f"{url.rstrip('/')}/version", timeout=timeout) as response:
            told = json.load(response)
        return bool(f"{told['name']}-{told['version']}" == release.name)

    return healthy


@dataclass
class _Deployment:
    """One run of `deploy`: its steps share the bundle that was built and the state that was found."""

    project: Path
    root: Path
    build: Build
    healthy: Healthy
    activate: Activate | None
    attempts: int
    pause: float
    base: str
    before: _DeploymentState
    steps: list[Step] = field(default_factory=list)
    on_trial: bool = False
    bundle: Path = Path()
    release: Path = Path()

    def take_step(self, name: str, step: Callable[[], str | None]) -> None:
        """Take a step, unless one before it failed. A step that has nothing to tell returns None and is not listed."""
        if all(done.ok for done in self.steps):
            self.take_step_always(name, step)

    def take_step_always(self, name: str, step: Callable[[], str | None]) -> None:
        """Take a step, and note whether it succeeded."""
        try:
            detail = step()
        except Exception as error:
            told = str(error) if isinstance(error, DeployError) else f"{type(error).__name__}: {error}"
            self.steps.append(Step(name, False, told))
        else:
            if detail is not None:
                self.steps.append(Step(name, True, detail))

    def clean_up_after_killed(self) -> str | None:
        """Remove what a killed deployment left behind."""
        shutil.rmtree(self.root / "work", ignore_errors=True)
        (self.root / _TEMPORARY_STATE).unlink(missing_ok=True)
        for left in (self.root / "registry").glob(f"{_INCOMING_PREFIX}*"):
            shutil.rmtree(left)
        if self.before.trial is None:
            return None
        left_on_trial = self.before.trial
        self.before = replace(self.before, trial=None)
        try:
            self._activate_old_release()
        except Exception as error:
            raise DeployError(
                f"{left_on_trial} was left on trial, and {self.before.live} cannot be brought back "
                f"({type(error).__name__}: {error}): mend the server, or set trial to null in {self.root / 'live.json'}"
            ) from error
        return f"{left_on_trial} was left on trial: {self.before.live or 'nothing'} serves"

    def build_bundle(self) -> str:
        """Build the bundle in the working folder, and check it."""
        work = self.root / "work"
        work.mkdir()
        self.bundle = self.build(work)
        _verify_bundle(self.bundle)
        text = CONTAINERFILE.format(base=self.base, release=self.bundle.name)
        (self.bundle / "Containerfile").write_text(text, encoding="utf-8")
        return self.bundle.name

    def publish(self) -> str:
        """Copy the bundle into the registry; under its own name it appears only when it is whole."""
        self.release = self.root / "registry" / self.bundle.name
        if self.release.exists():
            if _compute_checksums(self.release) != _compute_checksums(self.bundle):
                raise DeployError(f"{self.release.name} is published with other contents: choose a new version")
            return f"{self.release.name} is there already, the same to the byte"
        incoming = self.release.with_name(_INCOMING_PREFIX + self.release.name)
        try:
            shutil.copytree(self.bundle, incoming)
            _verify_bundle(incoming, self.release.name)
            for path in (*incoming.rglob("*"), incoming):
                flush_to_disk(path)
            incoming.rename(self.release)
            flush_to_disk(self.release.parent)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
        return self.release.name

    def switch_over(self) -> str:
        """Put the release on trial, and make the server use it."""
        self.on_trial = True
        _write_state(self.root, replace(self.before, trial=self.release.name))
        if self.activate is not None:
            self.activate(self.release)
        return f"{self.before.live or 'nothing'} -> {self.release.name}"

    def check_health(self) -> str:
        """Ask for the health; the answer yes is what makes the release live."""
        fault = _find_health_fault(self.healthy, self.release, self.attempts, self.pause)
        if fault:
            raise DeployError(fault)
        old = self.before.live
        previous = self.before.previous if old == self.release.name else old
        _write_state(self.root, _DeploymentState(live=self.release.name, previous=previous))
        self.on_trial = False
        return f"{self.release.name} answers"

    def restore_old_release(self) -> str:
        """Let the old release serve again, and ask for its health: nobody else would notice that it does not."""
        self._activate_old_release()
        self.on_trial = False
        if self.before.live is None:
            return "nothing serves"
        old = self.root / "registry" / self.before.live
        fault = _find_health_fault(self.healthy, old, self.attempts, self.pause)
        if fault:
            raise DeployError(f"{old.name} serves, and is not well: {fault}")
        return f"{old.name} serves"

    def _activate_old_release(self) -> None:
        """The server first: as long as it is not back, the mark of the trial stays, and the next deployment tries again."""
        if self.activate is not None and self.before.live is not None:
            self.activate(self.root / "registry" / self.before.live)
        _write_state(self.root, self.before)


def _check_arguments(project: str | Path, attempts: int, pause: float, timeout: float) -> None:
    """Refuse what cannot be deployed with, naming the argument."""
    if not Path(project).is_dir():
        raise NotADirectoryError(f"project must be a folder, got {str(project)!r}")
    if attempts < 1:
        raise ValueError(f"attempts must be 1 or more, got {attempts}")
    if not pause >= 0:
        raise ValueError(f"pause must be 0 or more seconds, got {pause}")
    if not timeout > 0:
        raise ValueError(f"timeout must be more than 0 seconds, got {timeout}")


def _find_health_fault(healthy: Healthy, release: Path, attempts: int, pause: float) -> str:
    """Ask for the health of a release until it is well; what was wrong the last time, empty if it is well."""
    told = ""
    for attempt in range(attempts):
        if attempt:
            time.sleep(pause)
        try:
            told = "" if healthy(release) else "not healthy"
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
        if not told:
            return ""
    return f"{told}, asked {'once' if attempts == 1 else f'{attempts} times'}"


def _run_command(arguments: Sequence[str], folder: Path, timeout: float) -> str:
    """Run a tool in a folder, without leaving files of Python's in it.

    What it prints goes into a file and not through a pipe: a pipe ends only when the last process that holds it does,
    and a server that the tool leaves in the background would hold it for ever.
    """
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                arguments,
                cwd=folder,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                check=False,
            )
        except FileNotFoundError as error:
            raise DeployError(f"{arguments[0]} is not there: install it, or give another command") from error
        except subprocess.TimeoutExpired as error:
            raise DeployError(f"took longer than {timeout:g} s") from error
        if done.returncode:
            output.seek(max(0, output.seek(0, os.SEEK_END) - 4 * _OUTPUT_TAIL))  # a character has up to 4 bytes
            told = output.read().decode(errors="replace").strip()
            raise DeployError(f"exit code {done.returncode}\n{told[-_OUTPUT_TAIL:]}")
    return ""


def _verify_bundle(bundle: Path, name: str | None = None) -> None:
    """Check that a bundle is what it says; `name` is what its folder will be called, if it is not called so yet."""
    try:
        description = json.loads((bundle / DESCRIPTION).read_text(encoding="utf-8"))
        told, titled = description["sha256"], f"{description['name']}-{description['version']}"
        found = checksum((bundle / MODEL).read_bytes())
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DeployError(f"{bundle.name} is no bundle: {type(error).__name__}: {error}") from error
    if found != told:
        raise DeployError(f"{bundle.name}: the checksum of model.pt2 is not the one in bundle.json: build it again")
    if titled != (name or bundle.name):
        raise DeployError(f"{bundle.name}: bundle.json calls it {titled}: keep the folder that save_bundle made")


def _compute_checksums(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): checksum(path.read_bytes()) for path in files}


def _find_live_name(root: Path) -> str | None:
    """The name of the release that is to serve; None if there is none."""
    state = _read_state(root)
    if state.trial is None:
        return state.live
    with _hold_lock(root) as free:
        # A free lock: whoever began the trial is dead, or has just ended it.
        state = _read_state(root)
        return state.live if free or state.trial is None else state.trial


def _read_state(root: Path) -> _DeploymentState:
    """The content of `live.json`; empty if there is none yet."""
    path = root / "live.json"
    try:
        state = _DeploymentState(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return _DeploymentState()
    except (ValueError, TypeError, RecursionError) as error:
        raise DeployError(f"{path}: damaged ({error}): write the right names into it, or remove it") from error
    for entry, name in asdict(state).items():
        if name is not None and not _is_release_name(name):
            raise DeployError(
                f"{path}: damaged ({entry} must be the name of a release, as digits-1.0.0, it is {reprlib.repr(name)}): "
                "write the right names into it, or remove it"
            )
    return state


def _is_release_name(value: object) -> bool:
    """Whether it is `<name>-<version>`, which never leads out of the registry."""
    if not isinstance(value, str):
        return False
    name, _, version = value.rpartition("-")
    return NAME_PATTERN.fullmatch(name) is not None and VERSION_PATTERN.fullmatch(version) is not None


def _write_state(root: Path, state: _DeploymentState) -> None:
    """Replace `live.json` by one rename. Only the holder of the lock writes, so one temporary name is enough."""
    temporary = root / _TEMPORARY_STATE
    with temporary.open("w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(state), indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(root / "live.json")
    flush_to_disk(root)


@contextmanager
def _hold_lock(root: Path) -> Iterator[bool]:
    """Hold the lock inside; says False if somebody else holds it.

    A reader holds it for an instant, hence several tries.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("ab") as file:
        for attempt in range(5):
            if attempt:
                time.sleep(0.01)
            if _try_lock(file):
                yield True
                return  # closing the file lets go of the lock
        yield False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        """Lock the file if nobody holds it; says whether it did."""
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        """Lock the file if nobody holds it; says whether it did."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _make_script_build(project: Path) -> Build:
    """The build of a project that has a `build.py`: it gets the folder, and writes one bundle into it."""

    def build(folder: Path) -> Path:
        """Run `build.py`, and find the bundle that it wrote."""
        _run_command((sys.executable, "build.py", str(folder.resolve())), project, timeout=3600)
        found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        if len(found) != 1:
            raise DeployError(f"build.py must write one bundle, it wrote {len(found)}")
        return found[0]

    return build


def _make_command_activation(text: str | None) -> Activate | None:
    """The activation that a command line describes; None without one."""
    if text is None:
        return None
    return lambda release: _run_command(
        [part.replace("{release}", str(release)) for part in shlex.split(text)], Path(), timeout=60
    )


def _main(arguments: Sequence[str] | None = None) -> int:
    """Deploy, go back, or tell what serves, as the command line says; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hanli.deploy", description="Deploy a model, or go back.")
    parser.add_argument("root", type=Path, help="the folder of the deployment")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--project", type=Path, help="deploy this folder: it has tests/, and a build.py")
    what.add_argument("--roll-back", action="store_true", help="let the release before this one serve again")
    what.add_argument("--live", action="store_true", help="tell which release serves")
    parser.add_argument("--url", help="where hanli.serve listens; default: load the bundle and let it compute")
    parser.add_argument("--activate", help="a command that makes the server use {release}; other braces stay")
    parser.add_argument("--wait", type=float, default=30.0, help="seconds that a release may take to answer")
    given = parser.parse_args(arguments)
    if not given.wait > 0:
        parser.error(f"--wait must be more than 0 seconds, got {given.wait}")
    attempts = max(1, round(given.wait / _COMMAND_PAUSE)) if given.url else 1
    asking: dict[str, Any] = {"attempts": attempts, "pause": _COMMAND_PAUSE}
    try:
        activate = _make_command_activation(given.activate)
        if given.live:
            print(find_live_release(given.root) or "nothing")
            return 0
        if given.roll_back:
            served = answers_at(given.url) if given.url else None
            print(roll_back(given.root, activate=activate, healthy=served, **asking))
            return 0
        healthy = answers_at(given.url) if given.url else answers
        build = _make_script_build(given.project)
        report = deploy(given.project, given.root, build, healthy=healthy, activate=activate, **asking)
    except (DeployError, ValueError, OSError) as error:
        print(f"hanli.deploy: {error}", file=sys.stderr)
        return 2
    print(report)
    for step in report.steps:
        if not step.ok:
            print(f"\n{step.name}: {step.detail}", file=sys.stderr)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(_main())
