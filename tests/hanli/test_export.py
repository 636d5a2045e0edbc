"""hanli.export: a bundle is whole or absent, is what it says, and computes what the network computed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.bundle import FORMAT, NAME_PATTERN, VERSION_PATTERN
from hanli.bundle_proof import make_rows
from hanli.export import DESCRIPTION, MODEL, BundleError, Preprocessing, load_bundle, save_bundle

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


def test_threads_load_at_once(saved: Path) -> None:
    """torch.export.load alone fails with "_CURRENT_DESERIALIZER is already set"."""
    with ThreadPoolExecutor(3) as pool:
        loaded = list(pool.map(load_bundle, [saved] * 24))
    assert {bundle.sha256 for bundle in loaded} == {loaded[0].sha256}


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
        ("classes", ["fox", "fox", "crow"]),
        ("classes", ["fox", "\ud800", "crow"]),
        ("classes", ["fox", "crane"]),
        ("classes", [["fox"], "crane", "crow"]),
        ("input_shape", [2, 0, 4]),
        ("input_shape", [-1, 4, 4]),
        ("input_shape", [10**9, 10**9]),
        ("input_shape", [2, 4, 5]),
        ("dtype", "float64"),
        ("dtype", "complex64"),
        ("dtype", ["float32"]),
        ("output", "odds"),
        ("format", "2"),
        ("format", 0),
        ("input_shape", [2, "4"]),
        ("input_shape", [True]),
        ("torch", None),
    ],
)
def test_a_wrong_entry_is_named(copied: Path, entry: str, value: object) -> None:
    change(copied, **{entry: value})
    with pytest.raises(BundleError, match=rf"bundle\.json: {entry} must be ") as caught:
        load_bundle(copied)
    assert len(str(caught.value).splitlines()) == 1
    str(caught.value).encode()  # half a character in the message would end the program that prints it


@pytest.mark.parametrize(
    "told",
    [
        "all",
        {"sizes": 4},
        {"size": 0},
        {"crop": [3, 4]},
        {"size": 3},
        {"mean": [0.5], "std": [0]},
        {"mean": [0.5, 0.5, 0.5], "std": [1, 1, 1]},
        {"mean": [0.5]},
        {"interpolation": "lanczos"},
        {"mean": [float("nan")], "std": [1]},
    ],
)
def test_a_preprocessing_that_is_none_is_refused(copied: Path, told: object) -> None:
    change(copied, preprocessing=told)
    with pytest.raises(BundleError, match=r"bundle\.json: preprocessing: "):
        load_bundle(copied)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "is no JSON"),
        ("[]", "must hold a JSON object"),
        ("\xff", "JSON"),
        ("[" * 200_000, "nested too deeply"),
        ('{"name": ' + "9" * 5000 + "}", "is no JSON"),
    ],
    ids=["open", "list", "no text", "deep", "5000 digits"],
)
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
    with pytest.raises(BundleError, match="output_shape must be a list of whole numbers above 0, it is '5x2x2'"):
        load_bundle(path)


# --- the proof ---


class Linear(nn.Module):
    """A network that ends in a linear layer; the subclasses spoil what it is given, each in its own way."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1640)
        self.layer = nn.Linear(8, 3)
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, rows: Tensor) -> Tensor:
        return self.layer(self.spoil(rows.flatten(1)))

    def spoil(self, rows: Tensor) -> Tensor:
        return rows


class SizeOne(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return rows * 2 if rows.size(0) > 1 else rows


class Centred(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return rows - rows.mean(0)


class Cumulative(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return rows.cumsum(0)


class Reversed(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return rows.flip(0)


class Dropped(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return nn.functional.dropout(rows, 0.5)


class SeldomDropped(Linear):
    """Twice the same row nearly always gives the same answer."""

    def spoil(self, rows: Tensor) -> Tensor:
        return nn.functional.dropout(rows, 1e-6)


class Noisy(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return rows + torch.randn_like(rows)


class PythonNoise(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        return rows * (1 + random.random())


class NeverEvaluating(Linear):
    def __init__(self) -> None:
        super().__init__()
        self.drop = nn.Dropout()

    def spoil(self, rows: Tensor) -> Tensor:
        self.drop.train()
        return self.drop(rows)


class Counting(Linear):
    def spoil(self, rows: Tensor) -> Tensor:
        self.seen += 1
        return rows * self.seen


class SecretlyCounting(Linear):
    """Changes its state, and answers as if it did not."""

    def spoil(self, rows: Tensor) -> Tensor:
        self.seen += 1
        return rows


SPOILED = {
    SizeOne: "answer each row by itself",
    Centred: "answer each row by itself",
    Cumulative: "answer each row by itself",
    Reversed: "answer each row by itself",
    Dropped: r"answer the same input in one way.*dropout",
    SeldomDropped: r"answer the same input in one way.*dropout",
    Noisy: r"answer the same input in one way.*randn_like",
    PythonNoise: "answer the same input in one way",
    NeverEvaluating: r"answer the same input in one way.*dropout",
    Counting: r"answer the same input in one way.*seen",
    SecretlyCounting: r"answer the same input in one way.*seen",
}


@pytest.mark.parametrize(
    ("kind", "size"),
    [(SizeOne, 1), *((kind, 2) for kind in SPOILED), (Centred, 40)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_depends_on_the_batch_on_chance_or_on_a_mode_is_refused(
    tmp_path: Path, kind: type[Linear], size: int
) -> None:
    model = kind()
    state = torch.get_rng_state()
    with pytest.raises(ValueError, match=rf"^model must {SPOILED[kind]}"):
        save_bundle(model, torch.zeros(size, 2, 4), tmp_path, name="a", version="1", classes=CLASSES)
    assert left(tmp_path) == []
    assert torch.equal(state, torch.get_rng_state()), "the random numbers of the program go on as they were"


def test_what_takes_no_single_row_is_refused(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(8, track_running_stats=False), nn.Linear(8, 3))
    with pytest.raises(
        ValueError, match=r"batches of any size, with 1 rows it raises ValueError: Expected more than 1"
    ):
        save_bundle(model, torch.rand(4, 2, 4), tmp_path, name="a", version="1", classes=CLASSES)


def test_what_is_another_function_once_exported_is_refused(tmp_path: Path) -> None:
    """Export sees another way than a call does: whoever asks whether it is being exported gets two answers."""

    class Split(Linear):
        def spoil(self, rows: Tensor) -> Tensor:
            return rows * 2 if torch.compiler.is_compiling() else rows

    with pytest.raises(ValueError, match="another function once exported"):
        save_bundle(Split(), torch.rand(2, 2, 4), tmp_path, name="a", version="1", classes=CLASSES)


@settings(max_examples=12)  # each one exports
@given(
    layers=st.lists(
        st.sampled_from(["linear", "norm", "batch norm", "dropout", "gelu", "residual", "softmax", "alpha dropout"]),
        min_size=1,
        max_size=5,
    ),
    dtype=st.sampled_from([torch.float32, torch.float64, torch.bfloat16]),
    size=st.integers(1, 5),
    training=st.booleans(),
    seed=st.integers(0, 99),
)
def test_a_sound_network_is_equal_to_its_bundle(
    tmp_path_factory: pytest.TempPathFactory,
    layers: list[str],
    dtype: torch.dtype,
    size: int,
    training: bool,
    seed: int,
) -> None:
    """Any stack of layers, in any dtype, from an example of any size, saved in either mode."""
    torch.manual_seed(seed)
    made: dict[str, Callable[[], nn.Module]] = {
        "linear": lambda: nn.Linear(6, 6),
        "norm": lambda: nn.LayerNorm(6),
        "batch norm": lambda: nn.BatchNorm1d(6),
        "dropout": nn.Dropout,
        "alpha dropout": nn.AlphaDropout,
        "gelu": nn.GELU,
        "residual": lambda: nn.Sequential(nn.Linear(6, 6), nn.Tanh(), nn.Dropout(0.3)),
        "softmax": lambda: nn.Softmax(1),
    }
    model = nn.Sequential(nn.Flatten(), *[made[name]() for name in layers], nn.Linear(6, 3))
    for _ in range(2):
        model(torch.rand(8, 2, 3))  # so that the running statistics are not the initial ones
    model.to(dtype).train(training)
    example = torch.rand(size, 2, 3, dtype=dtype)
    folder = tmp_path_factory.mktemp("sound")
    bundle = load_bundle(save_bundle(model, example, folder, name="a", version="1", classes=CLASSES))
    assert model.training is training
    assert (bundle.dtype, bundle.output) == (dtype, "logits")
    model.eval()
    for rows in (1, 2, 3, 9):
        samples = torch.rand(rows, 2, 3, dtype=dtype)
        answer = bundle.module(samples)
        assert torch.allclose(answer, model(samples), rtol=1e-2 if dtype is torch.bfloat16 else 1e-5, atol=1e-2)


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32, torch.uint8])
def test_whole_numbers_are_recorded_too(tmp_path: Path, dtype: torch.dtype) -> None:
    class Tokens(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding, self.layer = nn.Embedding(10, 4), nn.Linear(20, 3)

        def forward(self, rows: Tensor) -> Tensor:
            return self.layer(self.embedding(rows.long()).flatten(1))

    model, example = Tokens(), torch.randint(10, (2, 5)).to(dtype)
    bundle = load_bundle(save_bundle(model, example, tmp_path, name="a", version="1", classes=CLASSES))
    assert bundle.dtype is dtype
    assert torch.equal(bundle.module(example), model(example))


def test_numbers_with_an_imaginary_part_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="example must hold real or whole numbers"):
        save_bundle(nn.Flatten(), torch.zeros(2, 3).cfloat(), tmp_path, name="a", version="1", classes=CLASSES)


@given(st.integers(1, 4), st.sampled_from([torch.float32, torch.int64, torch.bool]), st.integers(0, 99))
def test_the_rows_of_the_proof_are_like_the_example(size: int, dtype: torch.dtype, seed: int) -> None:
    """In the range of the example, and what is no number is taken from the same place of another row."""
    example = (torch.rand(size, 5, generator=torch.Generator().manual_seed(seed)) * 9).to(dtype)
    rows = make_rows(example, 8)
    assert (rows.dtype, rows.shape) == (dtype, (8, 5))
    assert torch.equal(rows[0], example[0])
    if dtype.is_floating_point:
        assert example.min() <= rows.min() and rows.max() <= example.max()
        assert len(rows.unique(dim=0)) > min(size, 4), "some are new"
    else:
        assert all((rows[:, place, None] == example[:, place]).any(1).all() for place in range(5))


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_a_network_that_answers_no_numbers_is_saved_and_is_the_servers_business(tmp_path: Path, value: float) -> None:
    model = nn.Linear(2, 3)
    nn.init.constant_(model.weight, value)
    save_bundle(model, torch.zeros(2, 2), tmp_path, name="a", version="1", classes=CLASSES)


# --- logits or probabilities ---


@pytest.mark.parametrize(
    ("last", "output"),
    [
        (nn.Identity(), "logits"),
        (nn.Softmax(1), "probabilities"),
        (nn.LogSoftmax(1), "logits"),
        (nn.Sigmoid(), "logits"),
        (nn.ReLU(), "logits"),
    ],
)
def test_whether_the_network_ends_in_a_softmax_is_said(tmp_path: Path, last: nn.Module, output: str) -> None:
    model = nn.Sequential(nn.Linear(4, 3), last)
    path = save_bundle(model, torch.rand(2, 4), tmp_path, name="a", version="1", classes=CLASSES)
    assert load_bundle(path).output == json.loads((path / DESCRIPTION).read_text())["output"] == output


# --- what is kept ---


def test_no_value_of_the_example_is_kept(tmp_path: Path) -> None:
    """Neither in the file nor in its checksum, however many rows the example has."""
    model = network()
    patient = torch.full((256, 2, 4, 4), 0.123456)
    sums = set()
    for number, example in enumerate(
        [patient, torch.rand(2, 2, 4, 4), torch.rand(1, 2, 4, 4), torch.zeros(7, 2, 4, 4)]
    ):
        path = save_bundle(model, example, tmp_path, name="a", version=str(number), classes=CLASSES)
        sums.add(load_bundle(path).sha256)
        with zipfile.ZipFile(path / MODEL) as archive:
            values = patient[0, 0, 0].numpy().tobytes()
            assert all(values not in archive.read(name) for name in archive.namelist())
    assert len(sums) == 1


# --- what runs code ---


class Code:
    """Pickled, it makes a folder as soon as somebody unpickles it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def rewrite(folder: Path, records: dict[str, bytes], rename: dict[str, str] | None = None) -> None:
    """Put other records into the program, and the right checksum into the description."""
    stream = io.BytesIO()
    with zipfile.ZipFile(folder / MODEL) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr((rename or {}).get(name, name), records.get(name, old.read(name)))
    (folder / MODEL).write_bytes(stream.getvalue())
    change(folder, sha256=hashlib.sha256(stream.getvalue()).hexdigest())


@pytest.mark.parametrize("place", ["example", "weight", "constants"])
def test_a_pickle_that_runs_code_is_not_unpickled(copied: Path, tmp_path: Path, place: str) -> None:
    mark, pickled = tmp_path / "mark", io.BytesIO()
    torch.save(Code(mark), pickled)
    if place == "example":
        rewrite(copied, {"archive/data/sample_inputs/model.pt": pickled.getvalue()})
    elif place == "constants":  # the older layout, which torch still reads
        rewrite(
            copied,
            {"archive/data/constants/model_constants_config.json": pickled.getvalue()},
            {"archive/data/constants/model_constants_config.json": "archive/data/constants/model.pt"},
        )
    else:
        name = "archive/data/weights/model_weights_config.json"
        with zipfile.ZipFile(copied / MODEL) as archive:
            config = json.loads(archive.read(name))
        next(iter(config["config"].values()))["use_pickle"] = True
        rewrite(copied, {name: json.dumps(config).encode(), "archive/data/weights/weight_0": pickled.getvalue()})
    with pytest.raises(BundleError, match="could run code: do not load it"):
        load_bundle(copied)
    assert not mark.exists()


# --- other versions ---


def test_a_bundle_of_0_1_0_loads(tmp_path: Path) -> None:
    """It has the example in it, and no format, dtype, output and preprocessing in its description."""
    model, example = network().eval(), torch.rand(2, 2, 4, 4)
    sizes = {0: torch.export.Dim("batch", min=1)}
    folder = tmp_path / "beasts-1.0.0"
    folder.mkdir()
    torch.export.save(torch.export.export(model, (example,), dynamic_shapes=(sizes,)), folder / MODEL)
    description = {
        "name": "beasts",
        "version": "1.0.0",
        "sha256": hashlib.sha256((folder / MODEL).read_bytes()).hexdigest(),
        "classes": CLASSES,
        "input_shape": [2, 4, 4],
        "torch": torch.__version__,
    }
    (folder / DESCRIPTION).write_text(json.dumps(description))
    bundle = load_bundle(folder)
    assert (bundle.dtype, bundle.output, bundle.preprocessing) == (torch.float32, "logits", None)
    assert torch.equal(bundle.module(example), model(example))


def test_a_bundle_of_a_later_version_is_refused_naming_it(copied: Path) -> None:
    change(copied, format=FORMAT + 1)
    with pytest.raises(
        BundleError, match=rf"format {FORMAT + 1} was written by a later hanli, this one reads up to {FORMAT}"
    ):
        load_bundle(copied)


# --- preprocessing ---


def test_the_preprocessing_is_part_of_the_bundle(tmp_path: Path) -> None:
    recipe = Preprocessing(size=6, crop=(4, 4), mean=[0.5, 0.4], std=[0.2, 0.1], interpolation="bicubic")
    path = save_bundle(network(), EXAMPLE, tmp_path, name="a", version="1", classes=CLASSES, preprocessing=recipe)
    assert load_bundle(path).preprocessing == recipe


def test_a_preprocessing_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="crop must be what the network takes, 4×4"):
        save_bundle(
            network(),
            EXAMPLE,
            tmp_path,
            name="a",
            version="1",
            classes=CLASSES,
            preprocessing=Preprocessing(crop=(3, 3)),
        )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(
    entry=st.sampled_from([*"abc", "name", "version", "sha256", "classes", "input_shape", "dtype", "output"])
    | st.sampled_from(["preprocessing", "torch", "format"]),
    value=VALUES,
)
@settings(max_examples=25)  # those that are right load the program
def test_any_description_is_loaded_as_it_says_or_refused_in_one_line(saved: Path, entry: str, value: object) -> None:
    odd = saved.parent / "odd"
    odd.mkdir(exist_ok=True)
    (odd / MODEL).write_bytes((saved / MODEL).read_bytes())
    (odd / DESCRIPTION).write_bytes((saved / DESCRIPTION).read_bytes())
    change(odd, **{entry: value})
    try:
        bundle = load_bundle(odd)
    except BundleError as error:
        assert str(error).isprintable() and len(str(error)) < 2000
    else:
        assert bundle.module(EXAMPLE).shape == (1, len(bundle.classes))
