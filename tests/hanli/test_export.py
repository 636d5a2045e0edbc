"""hanli.export: a bundle is whole or absent, is what it says, and computes what the network computed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.bundle import NAME_PATTERN, VERSION_PATTERN
from hanli.export import DESCRIPTION, MODEL, BundleError, load_bundle, save_bundle

ROOT = Path(__file__).parents[2]
CLASSES = ("fox", "crane", "crow")
EXAMPLE = torch.rand(1, 2, 4, 4, generator=torch.Generator().manual_seed(1640))


def network() -> nn.Module:
    """A network with all that a wrong mode would spoil."""
    torch.manual_seed(1640)
    model = nn.Sequential(
        nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.Tanh(), nn.Flatten(), nn.Dropout(), nn.Linear(16, 3)
    )
    for _ in range(3):
        model(torch.rand(8, 2, 4, 4) * 5)  # so that the running statistics are not the initial ones
    return model


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle to read; tests that damage one copy it."""
    folder = tmp_path_factory.mktemp("saved")
    return save_bundle(network(), EXAMPLE, folder, name="beasts", version="1.2.0", classes=CLASSES)


@pytest.fixture
def copied(saved: Path, tmp_path: Path) -> Path:
    """The bundle under another name, to damage."""
    target = tmp_path / "copy"
    target.mkdir()
    for file in saved.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    return target


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_computes_what_the_network_computes(saved: Path) -> None:
    bundle, model = load_bundle(saved), network().eval()
    for size in (1, 2, 7):
        images = torch.rand(size, 2, 4, 4)
        output = bundle.module(images)
        assert torch.equal(output, model(images))
        assert not output.requires_grad


def test_it_says_what_it_is(saved: Path) -> None:
    bundle = load_bundle(str(saved))
    assert saved.name == "beasts-1.2.0"
    assert left(saved) == [DESCRIPTION, MODEL]
    assert (bundle.name, bundle.version, bundle.classes) == ("beasts", "1.2.0", CLASSES)
    assert bundle.input_shape == (2, 4, 4)
    assert bundle.sha256 == hashlib.sha256((saved / MODEL).read_bytes()).hexdigest()
    assert json.loads((saved / DESCRIPTION).read_text("utf-8"))["torch"] == torch.__version__


def test_it_loads_where_the_source_of_the_network_is_unknown(saved: Path) -> None:
    program = f"from hanli.export import load_bundle; print(load_bundle({str(saved)!r}).version)"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == "1.2.0\n"


def test_the_modes_of_the_network_are_left_as_they_were(tmp_path: Path) -> None:
    model = network().train()
    model[1].eval()  # type: ignore[index]  # a frozen batch normalization
    before = [module.training for module in model.modules()]
    state = {name: value.clone() for name, value in model.state_dict().items()}
    save_bundle(model, EXAMPLE, tmp_path, name="a", version="1", classes=CLASSES)
    assert [module.training for module in model.modules()] == before
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())


def test_the_modes_come_back_after_an_error_too(tmp_path: Path) -> None:
    model = network().train()
    with pytest.raises(ValueError, match="classes must name every output"):
        save_bundle(model, EXAMPLE, tmp_path / "new", name="a", version="1", classes=["one"])
    assert all(module.training for module in model.modules())
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(copied: Path) -> None:
    target = copied.rename(copied.parent / "beasts-1.2.0")
    before = {file.name: file.read_bytes() for file in target.iterdir()}
    with pytest.raises(FileExistsError, match=r"beasts-1\.2\.0 is there already .* choose a new version"):
        save_bundle(network(), EXAMPLE, target.parent, name="beasts", version="1.2.0", classes=CLASSES)
    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    assert left(target.parent) == ["beasts-1.2.0"]


def test_who_comes_second_does_not_overwrite(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process finishes the same version after we looked."""
    target = tmp_path / "beasts-1.2.0"
    write = torch.export.save

    def and_somebody_is_quicker(program: Any, file: Any) -> None:
        write(program, file)
        target.mkdir()
        (target / MODEL).write_text("theirs")

    monkeypatch.setattr(torch.export, "save", and_somebody_is_quicker)
    with pytest.raises(FileExistsError, match="choose a new version"):
        save_bundle(network(), EXAMPLE, tmp_path, name="beasts", version="1.2.0", classes=CLASSES)
    assert (target / MODEL).read_text() == "theirs"
    assert left(tmp_path) == ["beasts-1.2.0"]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("method", ["write_bytes", "write_text", "rename"])
def test_an_interrupted_save_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, error: BaseException
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, method, interrupt)
    with pytest.raises(type(error)):
        save_bundle(nn.Linear(2, 3), torch.rand(2, 2), tmp_path, name="a", version="1", classes=CLASSES)
    assert left(tmp_path) == []


@pytest.mark.parametrize("file", [MODEL, DESCRIPTION])
def test_a_missing_file_is_named(copied: Path, file: str) -> None:
    (copied / file).unlink()
    with pytest.raises(BundleError, match=rf"{file}: cannot be read .*the folder that save_bundle returned"):
        load_bundle(copied)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="nowhere"):
        load_bundle(tmp_path / "nowhere")


@given(place=st.integers(0, 10**9), change=st.integers(1, 255))
def test_every_changed_byte_is_found(saved: Path, place: int, change: int) -> None:
    content = bytearray((saved / MODEL).read_bytes())
    content[place % len(content)] ^= change
    damaged = saved.parent / "damaged"
    damaged.mkdir(exist_ok=True)
    (damaged / MODEL).write_bytes(content)
    (damaged / DESCRIPTION).write_bytes((saved / DESCRIPTION).read_bytes())
    with pytest.raises(BundleError, match="damaged or replaced"):
        load_bundle(damaged)


def test_a_file_cut_short_is_found(copied: Path) -> None:
    (copied / MODEL).write_bytes((copied / MODEL).read_bytes()[:-100])
    with pytest.raises(BundleError, match="damaged or replaced"):
        load_bundle(copied)


def test_a_right_checksum_of_a_file_that_is_no_program(copied: Path) -> None:
    (copied / MODEL).write_bytes(b"no program")
    change(copied, sha256=hashlib.sha256(b"no program").hexdigest(), torch="9.9.9")
    with pytest.raises(BundleError, match=r"cannot read it, it was saved by 9\.9\.9"):
        load_bundle(copied)


def change(folder: Path, **entries: object) -> None:
    description = json.loads((folder / DESCRIPTION).read_text("utf-8")) | entries
    (folder / DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("name", "../beasts"),
        ("name", None),
        ("version", "1/2"),
        ("version", 1.2),
        ("sha256", "0" * 63),
        ("sha256", "A" * 64),
        ("classes", []),
        ("classes", "fox"),
        ("classes", ["fox", 1]),
        ("input_shape", [2, "4"]),
        ("input_shape", [True]),
        ("torch", None),
    ],
)
def test_a_wrong_entry_is_named(copied: Path, entry: str, value: object) -> None:
    change(copied, **{entry: value})
    with pytest.raises(BundleError, match=rf"bundle\.json: {entry} must be "):
        load_bundle(copied)


@pytest.mark.parametrize(("text", "fault"), [("{", "is no JSON"), ("[]", "must hold a JSON object"), ("\xff", "JSON")])
def test_a_description_that_is_none(copied: Path, text: str, fault: str) -> None:
    (copied / DESCRIPTION).write_bytes(text.encode("latin-1"))
    with pytest.raises(BundleError, match=fault):
        load_bundle(copied)


@given(st.text(max_size=70), st.text(alphabet="aZ09._-+/\\: \n", max_size=8))
def test_a_name_never_leaves_its_folder(wild: str, near: str) -> None:
    """Either refused before anything is written, or one ordinary part of a path that splits back into the two."""
    for check, pattern in (("name", NAME_PATTERN), ("version", VERSION_PATTERN)):
        for text in (wild, near):
            if not pattern.fullmatch(text):
                continue
            assert Path(text).name == text and text.strip(". ") == text and text.isascii(), check
            assert len(text) <= 64
    if NAME_PATTERN.fullmatch(wild or near) and VERSION_PATTERN.fullmatch(near):
        assert f"{wild or near}-{near}".rpartition("-")[::2] == (wild or near, near)


@pytest.mark.parametrize("argument", ["name", "version"])
@pytest.mark.parametrize(
    "text", ["", ".", "..", "../a", "a/b", "a\\b", "/a", ".a", "a.", "-a", "a-", "a b", "a\n", "é", "a" * 65, "C:a", 1]
)
def test_a_wrong_name_is_refused_and_nothing_is_written(tmp_path: Path, argument: str, text: object) -> None:
    names: dict[str, Any] = {"name": "a", "version": "1", argument: text}
    with pytest.raises(ValueError, match=rf"^{argument} must be 1 to 64 letters"):
        save_bundle(nn.Linear(2, 3), torch.rand(2, 2), tmp_path / "models", classes=CLASSES, **names)
    assert left(tmp_path) == []


def test_a_version_has_no_hyphen(tmp_path: Path) -> None:
    """Else `a-1` in version `2` and `a` in version `1-2` would be one folder."""
    with pytest.raises(ValueError, match="version"):
        save_bundle(nn.Linear(2, 3), torch.rand(2, 2), tmp_path, name="a", version="1-2", classes=CLASSES)


class Pair(nn.Module):
    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        return rows, rows


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"example": [[1.0, 2.0]]}, TypeError, "example must be a tensor, got list"),
        ({"example": torch.rand(2)}, ValueError, r"example must be a batch .* got shape \(2,\)"),
        ({"example": torch.rand(0, 2)}, ValueError, r"example must be a batch .* got shape \(0, 2\)"),
        ({"example": torch.rand(2, 2, device="meta")}, ValueError, "on the CPU, got cpu, meta"),
        ({"model": nn.Linear(2, 3, device="meta")}, ValueError, "on the CPU, got cpu, meta"),
        ({"classes": "abc"}, TypeError, "got the single string 'abc'"),
        ({"classes": []}, ValueError, r"classes must be .* got \[\]"),
        ({"classes": ["a", "b", "a"]}, ValueError, "different strings"),
        ({"classes": [0, 1, 2]}, ValueError, "different strings"),
        ({"classes": ["a", "b"]}, ValueError, r"2 classes ask for \(2, 2\), the model returns \(2, 3\)"),
        ({"model": Pair()}, ValueError, "the model returns tuple"),
    ],
)
def test_a_wrong_argument_is_named(
    tmp_path: Path, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    right: dict[str, Any] = {"model": nn.Linear(2, 3), "example": torch.rand(2, 2), "classes": CLASSES}
    model, example, classes = (right | arguments).values()
    with pytest.raises(error, match=message):
        save_bundle(model, example, tmp_path, name="a", version="1", classes=classes)
    assert left(tmp_path) == []


class Branch(nn.Module):
    def forward(self, rows: Tensor) -> Tensor:
        return rows * 2 if rows.sum() > 0 else rows


class Unrolled(nn.Module):
    def forward(self, rows: Tensor) -> Tensor:
        return torch.stack([rows[index] for index in range(rows.shape[0])])


@pytest.mark.parametrize("model", [Branch(), Unrolled()])
def test_what_cannot_be_exported_for_every_batch_writes_nothing(
    tmp_path: Path, model: nn.Module, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exception, match=r"data-dependent|specialized"):
        save_bundle(model, torch.ones(2, 3), tmp_path, name="a", version="1", classes=CLASSES)
    assert left(tmp_path) == []


def test_a_bundle_cannot_be_changed(saved: Path) -> None:
    bundle = load_bundle(saved)
    assign: Callable[[], None] = lambda: setattr(bundle, "version", "2")  # noqa: E731
    with pytest.raises(AttributeError):
        assign()


def test_a_network_for_segmentation_has_logits_for_each_pixel(tmp_path: Path) -> None:
    model = nn.Conv2d(1, 3, kernel_size=3, padding=1)
    path = save_bundle(model, torch.rand(1, 1, 4, 6), tmp_path, name="pixels", version="1", classes=CLASSES)
    images = torch.rand(5, 1, 4, 6)
    torch.testing.assert_close(load_bundle(path).module(images), model(images))
    with pytest.raises(ValueError, match=r"3 classes ask for \(1, 3\), the model returns \(1, 3, 2, 4\)"):
        save_bundle(nn.Conv2d(1, 3, 3), torch.rand(1, 1, 4, 6), tmp_path, name="a", version="1", classes=CLASSES)


def test_a_network_with_another_output_says_its_shape(tmp_path: Path) -> None:
    model = nn.Conv2d(2, 5, 3).eval()
    with pytest.raises(
        ValueError, match=r"output_shape must be that of one sample: it asks for \(1, 5, 3, 3\), the model"
    ):
        save_bundle(model, EXAMPLE, tmp_path, name="grid", version="1", classes=CLASSES, output_shape=(5, 3, 3))
    assert not list(tmp_path.iterdir())
    path = save_bundle(model, EXAMPLE, tmp_path, name="grid", version="1", classes=CLASSES, output_shape=(5, 2, 2))
    bundle = load_bundle(path)
    assert bundle.output_shape == (5, 2, 2)
    torch.testing.assert_close(bundle.module(EXAMPLE.expand(3, -1, -1, -1)), model(EXAMPLE).expand(3, -1, -1, -1))
    description = json.loads((path / DESCRIPTION).read_text("utf-8"))
    (path / DESCRIPTION).write_text(json.dumps(description | {"output_shape": "5x2x2"}), "utf-8")
    with pytest.raises(BundleError, match="output_shape must be a list of whole numbers, it is '5x2x2'"):
        load_bundle(path)
