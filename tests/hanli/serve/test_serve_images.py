"""hanli.serve.read_image: what training did to a picture is done again, and what would keep a decoder busy is refused."""

from __future__ import annotations

import io
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from torch import Tensor, nn
from torchvision.transforms import v2

from hanli.export import Bundle, Preprocessing, save_bundle
from hanli.serve import create_app, read_image
from hanli.serve.images import MAX_ASPECT, MAX_SCANS
from hanli.serve.png import strip_png

MODES = {1: "L", 3: "RGB"}


def noise(size: tuple[int, int], mode: str = "L", kind: str = "PNG", **options: object) -> bytes:
    """A picture of noise, as a file."""
    width, height = size
    channels = len(Image.new(mode, (1, 1)).getbands())
    pixels = np.random.default_rng(1640).integers(0, 256, (height, width, channels), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels.squeeze(2) if channels == 1 else pixels).save(stream, kind, **options)
    return stream.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *more: bytes, interlaced: int = 0, depth: int = 8) -> bytes:
    """A grey PNG made by hand, with these bytes for its rows and these chunks before them."""
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, interlaced)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + b"".join(
        [chunk(b"IHDR", header), *more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    )


# --- as in training ---


@settings(max_examples=40)
@given(
    size=st.tuples(st.integers(5, 40), st.integers(5, 40)),
    channels=st.sampled_from([1, 3]),
    target=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    more=st.integers(0, 6),
    both=st.booleans(),
    interpolation=st.sampled_from(["nearest", "bilinear", "bicubic"]),
)
def test_a_picture_is_treated_to_the_bit_as_torchvision_did_in_training(
    size: tuple[int, int], channels: int, target: tuple[int, int], more: int, both: bool, interpolation: str
) -> None:
    height, width = target
    resized: int | tuple[int, int] = (height + more, width + more) if both else max(target) + more
    mean, std = [0.4, 0.5, 0.6][:channels], [0.2, 0.3, 0.4][:channels]
    recipe = Preprocessing(size=resized, crop=target, mean=mean, std=std, interpolation=interpolation)
    training = v2.Compose(
        [
            v2.Resize(resized if both else [resized], interpolation=v2.InterpolationMode(interpolation)),
            v2.CenterCrop(target),
            v2.ToImage(),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(mean, std),
        ]
    )
    content = noise(size, MODES[channels])
    sample = read_image(content, (channels, *target), preprocessing=recipe)
    expected = training(Image.open(io.BytesIO(content)))
    assert torch.allclose(sample, expected.as_subclass(Tensor), atol=1e-6)


def test_without_a_preprocessing_no_picture_is_squashed() -> None:
    """A disc stays as wide as it is high; what is beyond the square is cut off on both sides."""
    disc = Image.new("L", (60, 20))
    disc.paste(255, (25, 5, 35, 15))
    stream = io.BytesIO()
    disc.save(stream, "PNG")
    bright = read_image(stream.getvalue(), (1, 20, 20))[0] > 0.5
    assert bright.any(0).sum() == bright.any(1).sum() == 10


class Mean(nn.Module):
    """Two logits that tell what arrived."""

    def forward(self, batch: Tensor) -> Tensor:
        means = batch.flatten(1).mean(1)
        return torch.stack([means, torch.zeros_like(means)], dim=1)


@pytest.mark.parametrize("route", ["/predict", "/predict/image"])
def test_the_server_applies_the_preprocessing_of_the_bundle(tmp_path: Path, route: str) -> None:
    recipe = Preprocessing(size=8, mean=[0.5], std=[0.25])
    folder = save_bundle(
        Mean(), torch.rand(2, 1, 4, 4), tmp_path, name="a", version="1", classes=["a", "b"], preprocessing=recipe
    )
    client = TestClient(create_app(folder))
    if route == "/predict":
        answer = client.post(route, json={"pixels": [1.0] * 16})
    else:
        stream = io.BytesIO()
        Image.new("L", (9, 30), 255).save(stream, "PNG")
        answer = client.post(route, files={"file": stream.getvalue()})
    assert answer.json()["probability"] == pytest.approx(torch.tensor([2.0, 0.0]).softmax(0)[0].item())


# --- what keeps a decoder busy ---


def segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def progressive(scans: int, side: int = 64) -> bytes:
    """A grey progressive JPEG: one scan of the means, and then refinements that say `no more` for every block."""
    blocks = (side // 8) ** 2
    tables = b"\x00" + bytes([1] + [0] * 15) + b"\x00" + b"\x10" + bytes([1] + [0] * 15) + b"\x00"
    head = b"\xff\xd8" + segment(0xDB, b"\0" + b"\1" * 64)
    head += segment(0xC2, struct.pack(">BHHB", 8, side, side, 1) + b"\1\x11\0") + segment(0xC4, tables)
    means = segment(0xDA, b"\1\1\x00" + bytes([0, 0, 1])) + bytes(blocks // 8)
    refinement = segment(0xDA, b"\1\1\x00" + bytes([1, 63, 0x10])) + bytes(blocks // 8)
    return head + means + refinement * (scans - 1) + b"\xff\xd9"


def test_a_progressive_jpeg_is_read_with_the_scans_that_encoders_write_and_not_with_hundreds() -> None:
    assert read_image(progressive(2), (1, 8, 8)).shape == (1, 8, 8)
    assert read_image(noise((50, 40), "RGB", "JPEG", progressive=True), (3, 8, 8)).shape == (3, 8, 8)
    for scans in (MAX_SCANS + 1, 500):
        with pytest.raises(ValueError, match=f"^the image has more than {MAX_SCANS} scans"):
            read_image(progressive(scans), (1, 8, 8))


def test_scans_hidden_behind_a_comment_are_counted_too() -> None:
    content = progressive(500)
    with pytest.raises(ValueError, match="scans"):
        read_image(content[:2] + segment(0xFE, b"x" * 1000) + content[2:], (1, 8, 8))


@pytest.mark.parametrize(
    "size", [(1, 4_000_000), (4_000_000, 1), (2, 2 * MAX_ASPECT + 1), (100 * MAX_ASPECT + 1, 100)], ids=str
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_is_a_line_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], kind: str
) -> None:
    """Made as high as the network wants, it would be millions of pixels long."""
    if kind == "JPEG" and max(size) > 65_500:
        pytest.skip("no JPEG is that long")
    stream = io.BytesIO()
    Image.new("L", size).save(stream, kind)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    with pytest.raises(ValueError, match="one side is too long for the other"):
        read_image(stream.getvalue(), (1, 224, 224))


def test_a_long_picture_that_training_made_long_is_not_blown_up() -> None:
    with pytest.raises(ValueError, match="one side is too long"):
        read_image(noise((32, 1)), (1, 8, 8), max_pixels=5000, preprocessing=Preprocessing(size=60))


def test_a_png_that_unfolds_far_beyond_its_rows_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte of pixels can hold a gigabyte of zeros, although the header speaks of a small picture."""
    unfolded = [0]
    true = zlib.decompressobj

    class Counting:
        def __init__(self) -> None:
            self._true = true()

        def decompress(self, data: bytes, most: int) -> bytes:
            found = self._true.decompress(data, most)
            unfolded[0] += len(found)
            return found

        @property
        def unconsumed_tail(self) -> bytes:
            return self._true.unconsumed_tail

    monkeypatch.setattr("hanli.serve.png.zlib.decompressobj", Counting)
    strip_png(png(8, 8, bytes(20_000_000)))
    assert unfolded[0] <= 65536


# --- damaged and sound ---


@pytest.mark.parametrize("interlaced", [0, 1])
@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@given(width=st.integers(1, 20), height=st.integers(1, 20))
@settings(max_examples=20)
def test_a_png_needs_all_of_its_rows(interlaced: int, depth: int, width: int, height: int) -> None:
    """Every size and depth, interlaced or not: with all rows it is read, with one byte less it is not."""
    if max(width, height) > MAX_ASPECT * min(width, height):
        return
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    parts = passes if interlaced else [(0, 0, 1, 1)]
    count = 0
    for row, column, tall, wide in parts:
        rows, columns = len(range(row, height, tall)), len(range(column, width, wide))
        count += rows * (1 + -(-columns * depth // 8)) if columns else 0
    whole = png(width, height, bytes(count), interlaced=interlaced, depth=depth)
    assert (read_image(whole, (1, 4, 4)) == 0).all()
    with pytest.raises(ValueError, match="damaged"):
        read_image(png(width, height, bytes(count - 1), interlaced=interlaced, depth=depth), (1, 4, 4))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_sound_files_of_every_mode_have_all_their_rows(mode: str) -> None:
    stream = io.BytesIO()
    Image.new(mode, (13, 7)).save(stream, "PNG")
    strip_png(stream.getvalue())


@settings(max_examples=60)
@given(place=st.integers(8, 10**6), change=st.integers(1, 255))
def test_one_changed_byte_of_a_png_is_found(place: int, change: int) -> None:
    """Wherever it is: no picture is answered that is not the one that was sent."""
    content = bytearray(SMALL)
    content[8 + place % (len(content) - 8)] ^= change
    with pytest.raises(ValueError, match=r"damaged|pixels|one side"):
        read_image(bytes(content), (1, 8, 8))


SMALL = noise((24, 24))


@pytest.mark.parametrize("cut", [4, 12, 13, 40])
def test_a_png_that_ends_too_soon_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="damaged"):
        read_image(SMALL[:-cut], (1, 8, 8))


@pytest.mark.parametrize("compressed", [False, True])
def test_a_sound_file_with_a_long_text_is_read(compressed: bool) -> None:
    """Programs write whole histories into their files; Pillow alone refuses more than a megabyte of it."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("history", "edited " * 500_000, zip=compressed)
    notes.add_itxt("history", "改 " * 500_000, zip=compressed)
    stream = io.BytesIO()
    Image.open(io.BytesIO(SMALL)).save(stream, "PNG", pnginfo=notes)
    assert torch.equal(read_image(stream.getvalue(), (1, 24, 24)), read_image(SMALL, (1, 24, 24)))


def test_a_sound_jpeg_with_a_long_comment_is_read() -> None:
    content = noise((24, 24), kind="JPEG")
    long = content[:2] + segment(0xFE, b"edited " * 9000) * 10 + content[2:]
    assert torch.equal(read_image(long, (1, 24, 24)), read_image(content, (1, 24, 24)))


# --- decoding in slots ---


def test_two_images_are_decoded_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many arrive together: each one takes memory for all of its pixels."""
    inside, most, lock, full = [0], [0], threading.Lock(), threading.Event()

    def counted(*arguments: object, **options: object) -> Tensor:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            if inside[0] == 2:
                full.set()
        full.wait(10)  # the first one waits for the second, so that two are seen
        with lock:
            inside[0] -= 1
        return torch.zeros(1, 2, 2)

    monkeypatch.setattr("hanli.serve.app.read_image", counted)
    app = create_app(Bundle("demo", "1", "0" * 64, ("a", "b"), (1, 2, 2), lambda batch: torch.zeros(len(batch), 2)))
    with TestClient(app) as client, ThreadPoolExecutor(8) as clients:
        answers = list(
            clients.map(lambda _: client.post("/predict/image", files={"file": b"x"}).status_code, range(16))
        )
    assert answers == [200] * 16
    assert most[0] == 2
