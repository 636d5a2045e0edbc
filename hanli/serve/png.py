"""Read the chunks of a PNG file: what decodes the pixels is kept once it was checked, all the rest is left out.

Pillow reads a file with missing rows and shows black in their place, and refuses a sound one with a long text in it.

Source: <https://www.w3.org/TR/png-3/>
"""

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND")  # size and depth, colours, which way up, pixels
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
# Adam7: where each pass begins and how far its steps are, (row, column, row step, column step).
_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))


class PngError(ValueError):
    """A PNG file that is damaged or not complete."""


def strip_png(content: bytes, *, header_only: bool = False) -> bytes:
    """Check a PNG file, and keep of it what decodes its pixels.

    Args:
        content: The file, beginning with the signature.
        header_only: Stop before the pixels and look at none of them; the result serves to read the size.

    Returns:
        A PNG file without texts, times, profiles and further frames.

    Raises:
        PngError: A checksum is wrong, the file ends too soon, or rows are missing.
    """
    kept, pixels = [_SIGNATURE], zlib.decompressobj()
    header, found = b"", 0
    for kind, data, raw in _read_chunks(content):
        if kind == b"IHDR" and not header:
            header = data
        if kind == b"IDAT":
            if header_only:
                kept.append(raw)
                break
            found += _count_bytes(pixels, data, _expected_bytes(header) - found)
        if kind in _KEPT:
            kept.append(raw)
    if not header_only and found < _expected_bytes(header):
        raise PngError("rows are missing")
    return b"".join(kept)


def _read_chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Each chunk as its kind, its data, and all of it, up to and with the end of the image."""
    place = len(_SIGNATURE)
    while True:
        length, kind = struct.unpack_from(">I4s", content, place) if place + 12 <= len(content) else (0, b"")
        end = place + 12 + length
        if not kind or end > len(content):
            raise PngError("the file ends too soon")
        if zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise PngError("a checksum is wrong")
        yield kind, content[place + 8 : end - 4], content[place:end]
        if kind == b"IEND":
            return
        place = end


def _count_bytes(pixels: "zlib._Decompress", data: bytes, limit: int) -> int:
    """How many bytes come out, a piece at a time and not many more than are wanted: they are counted and not kept."""
    count = 0
    while data and count < limit:
        count += len(pixels.decompress(data, 65536))
        data = pixels.unconsumed_tail
    return count


def _expected_bytes(header: bytes) -> int:
    """How many bytes the rows have, each with one that names its filter."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * _CHANNELS[colour]
    if not interlaced:
        return int(height * (1 + (width * bits + 7) // 8))
    total = 0
    for row, column, tall, wide in _PASSES:
        rows, columns = -(-(height - row) // tall), -(-(width - column) // wide)
        if rows > 0 and columns > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total
