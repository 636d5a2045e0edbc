"""Make what a page needs to segment nuclei: an ONNX file, and tiles of the test region with their masks.

python -m hanli.projects.segmentation.browser
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from hanli import data
from hanli.fetch import DamagedData, MissingData
from hanli.projects.browser import MODELS, as_base64, to_bytes, write_json
from hanli.projects.onnx_files import write_onnx
from hanli.projects.segmentation.images import TEST
from hanli.projects.segmentation.network import UNet
from hanli.projects.segmentation.trained import FILE, load_nuclei_unet

SIDE = 160
TOPS = (0, 176, 352)
"""The first row of each tile; they do not overlap."""


class Probabilities(nn.Module):
    """A network of two classes that gives the probability of the second for each pixel.

    Args:
        model: The network; it gives logits (B, 2, H, W).
    """

    def __init__(self, model: UNet) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> Tensor:
        """From pictures (B, C, H, W) to probabilities (B, H, W)."""
        shares: Tensor = self.model(images).softmax(dim=1)[:, 1]
        return shares


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.segmentation.browser", description="Bring the U-Net into the browser."
    )
    parser.add_argument("--weights", type=Path, default=FILE, help="(default: %(default)s)")
    parser.add_argument("--out", type=Path, default=MODELS, help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        model = Probabilities(load_nuclei_unet(given.weights)).eval()
        tiles = cut_tiles()
        given.out.mkdir(parents=True, exist_ok=True)
        write_onnx(
            model, {"images": torch.zeros(2, 1, SIDE, SIDE)}, {0: "N"}, ["probabilities"], given.out / "nuclei.onnx"
        )
        write_json(tiles, given.out / "nuclei.json")
    except (OSError, ModuleNotFoundError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))


def cut_tiles() -> list[dict[str, object]]:
    """Squares of the columns that test.

    Returns:
        For each tile `pixels`, 160×160 bytes in base64; `mask`, the same number of bits, eight to a byte and the first
        in the highest; and `nuclei`, how many nuclei a part of is seen.

    Raises:
        hanli.fetch.MissingData: The nuclei were not fetched.
        hanli.fetch.DamagedData: A file of the nuclei is not that of the data set.
        ModuleNotFoundError: Pillow is not installed.
    """
    image, instances = data.nuclei()
    left = TEST.start
    rows: list[dict[str, object]] = []
    for top in TOPS:
        place = (slice(top, top + SIDE), slice(left, left + SIDE))
        marked = instances[place]
        bits = torch.from_numpy(np.packbits((marked > 0).numpy()))
        count = len(torch.unique(marked[marked > 0]))
        rows.append({"pixels": as_base64(to_bytes(image[0][place])), "mask": as_base64(bits), "nuclei": count})
    return rows


if __name__ == "__main__":
    main()
