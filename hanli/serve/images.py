"""From an uploaded PNG or JPEG file to a sample."""

import io

import numpy as np
import torch
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin
from torch import Tensor


def read_image(content: bytes, shape: tuple[int, ...], *, max_pixels: int = 4_000_000) -> Tensor:
    """Turn a PNG or JPEG file into a sample.

    The image is turned upright, put on black where it is transparent, made grey or RGB, and resized to the model's
    height and width, whatever its proportions are.

    Args:
        content: The file.
        shape: What the model takes, (1, H, W) for grey or (3, H, W) for RGB.
        max_pixels: The largest image, in width times height. Read from its header, before anything is decoded.

    Returns:
        The sample, (*shape) in float32 from 0 (black) to 1.

    Raises:
        TypeError: `shape` is neither.
        ValueError: The file is of another kind, too large or damaged. The message is fit for the client.

    Source: <https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html>
    """
    if not takes_images(shape):
        raise TypeError(f"shape must be (1, H, W) or (3, H, W), got {shape}")
    # The two classes and not Image.open: no other format's decoder sees the file, and the limit is ours.
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        kind: type[PngImagePlugin.PngImageFile | JpegImagePlugin.JpegImageFile] = PngImagePlugin.PngImageFile
    elif content.startswith(b"\xff\xd8\xff"):
        kind = JpegImagePlugin.JpegImageFile
    else:
        raise ValueError("the file is neither a PNG nor a JPEG image")
    channels, height, width = shape
    try:
        image: Image.Image = kind(io.BytesIO(content))
        if image.width * image.height > max_pixels:
            raise _ImageError(f"the image has {image.width}×{image.height} pixels, at most {max_pixels} are taken")
        if image.mode.startswith(("I", "F")):
            raise _ImageError("the image has more than 8 bits a channel, save it with 8")
        image = ImageOps.exif_transpose(image)
        if image.has_transparency_data:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
        image = image.convert("L" if channels == 1 else "RGB").resize((width, height), Image.Resampling.BILINEAR)
    except _ImageError:
        raise
    except Exception as error:  # whatever a decoder may raise on a damaged file
        raise ValueError("the image is damaged and cannot be read") from error
    array = np.asarray(image, dtype=np.float32).reshape(height, width, channels) / 255
    return torch.from_numpy(array).permute(2, 0, 1)


class _ImageError(ValueError):
    """A ValueError whose message is already fit for the client."""


def takes_images(shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[0] in (1, 3)
