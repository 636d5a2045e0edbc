"""From an uploaded PNG or JPEG file to a sample."""

import io

import numpy as np
import torch
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin
from torch import Tensor

from hanli.preprocessing import Preprocessing
from hanli.serve.png import strip_png

MAX_SCANS = 100
"""The most scans that a JPEG may have; each is a pass over all blocks, and encoders write ten or so."""

MAX_ASPECT = 32
"""How many times longer than the other one side of an image may be."""


def read_image(
    content: bytes,
    shape: tuple[int, ...],
    *,
    max_pixels: int = 4_000_000,
    preprocessing: Preprocessing | None = None,
) -> Tensor:
    """Turn a PNG or JPEG file into a sample.

    The image is turned upright, put on black where it is transparent, made grey or RGB, and then treated as in
    training: resized, cut out of the centre, and normalized. Without `preprocessing` it is resized until it just covers
    the model's height and width, what is beyond is cut off on both sides, and nothing is normalized.

    Args:
        content: The file.
        shape: What the model takes, (1, H, W) for grey or (3, H, W) for RGB.
        max_pixels: The largest image, in width times height. Read from its header, before anything is decoded.
        preprocessing: What was done in training.

    Returns:
        The sample, (*shape) in float32; before it is normalized from 0 (black) to 1.

    Raises:
        TypeError: `shape` is neither.
        ValueError: The file is of another kind, too large, too long, damaged or not complete, or made to keep a
            decoder busy. The message is fit for the client.

    Source: <https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html>
    """
    if not takes_images(shape):
        raise TypeError(f"shape must be (1, H, W) or (3, H, W), got {shape}")
    channels, height, width = shape
    try:
        image = _open(content, max_pixels)
        if image.mode.startswith(("I", "F")):
            raise _ImageError("the image has more than 8 bits a channel, save it with 8")
        image = ImageOps.exif_transpose(image)
        if image.has_transparency_data:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
        image = _resize_and_crop(
            image.convert("L" if channels == 1 else "RGB"), preprocessing, height, width, max_pixels
        )
    except _ImageError:
        raise
    except Exception as error:  # whatever a decoder may raise on a damaged file
        raise ValueError("the image is damaged and cannot be read") from error
    array = np.asarray(image, dtype=np.float32).reshape(height, width, channels) / 255
    return normalize(torch.from_numpy(array).permute(2, 0, 1), preprocessing)


def normalize(sample: Tensor, preprocessing: Preprocessing | None) -> Tensor:
    """Subtract the mean of each channel and divide by its deviation, if the preprocessing names them.

    Args:
        sample: (C, …) in float32, from 0 to 1.
        preprocessing: What was done in training.

    Returns:
        The sample of the same shape.
    """
    if preprocessing is None or not preprocessing.mean:
        return sample
    sizes = (-1, *[1] * (sample.dim() - 1))
    mean, std = (torch.tensor(values).reshape(sizes) for values in (preprocessing.mean, preprocessing.std))
    return (sample - mean) / std


def _open(content: bytes, max_pixels: int) -> Image.Image:
    """The image with its header read; what a decoder should not see is refused."""
    # The two classes and not Image.open: no other format's decoder sees the file, and the limit is ours.
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        image: Image.Image = PngImagePlugin.PngImageFile(io.BytesIO(strip_png(content, header_only=True)))
        _check_size(image, max_pixels)
        return PngImagePlugin.PngImageFile(io.BytesIO(strip_png(content)))
    if not content.startswith(b"\xff\xd8\xff"):
        raise _ImageError("the file is neither a PNG nor a JPEG image")
    # Coded pixels never hold these two bytes, so apart from chance in other data each one is a scan.
    if content.count(b"\xff\xda") > MAX_SCANS:
        raise _ImageError(f"the image has more than {MAX_SCANS} scans, save it anew")
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(content))
    _check_size(image, max_pixels)
    return image


def _check_size(image: Image.Image, max_pixels: int) -> None:
    """Refuse an image with too many pixels, or one that is far too long for its width."""
    if image.width * image.height > max_pixels:
        raise _ImageError(f"the image has {image.width}×{image.height} pixels, at most {max_pixels} are taken")
    if max(image.size) > MAX_ASPECT * min(image.size):
        raise _ImageError(f"the image has {image.width}×{image.height} pixels, one side is too long for the other")


def _resize_and_crop(
    image: Image.Image, preprocessing: Preprocessing | None, height: int, width: int, max_pixels: int
) -> Image.Image:
    """Resize and cut out the centre, to the pixel as torchvision's Resize and CenterCrop do."""
    recipe = preprocessing or Preprocessing()
    if isinstance(recipe.size, tuple):
        tall, wide = recipe.size
    elif isinstance(recipe.size, int):
        short, long = recipe.size, int(recipe.size * max(image.size) / min(image.size))
        tall, wide = (long, short) if image.height >= image.width else (short, long)
    else:
        # As small as covers: one side fits, the other is cut.
        scale = max(height / image.height, width / image.width)
        tall, wide = max(height, round(image.height * scale)), max(width, round(image.width * scale))
    if tall * wide > max(4 * max_pixels, 4 * height * width):
        raise _ImageError(f"the image has {image.width}×{image.height} pixels, one side is too long for the other")
    image = image.resize((wide, tall), Image.Resampling[recipe.interpolation.upper()])
    top, left = round((tall - height) / 2), round((wide - width) / 2)
    return image.crop((left, top, left + width, top + height))


class _ImageError(ValueError):
    """A ValueError whose message is already fit for the client."""


def takes_images(shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[0] in (1, 3)
