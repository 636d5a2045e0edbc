"""Make what a page needs to run the network of the digits: an ONNX file, and examples to compare with.

python -m hanli.projects.classification --data digits --epochs 20 --folder runs/digits
python -m hanli.projects.classification.browser --run runs/digits
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Sequence
from pathlib import Path

import torch

from hanli.files import replace_atomically
from hanli.projects.browser import MODELS, as_base64, to_bytes, write_json
from hanli.projects.classification.command import predict
from hanli.projects.classification.confidence import Calibrated, fit_temperature
from hanli.projects.classification.images import DataSet, load_data
from hanli.projects.classification.network import ImageClassifier
from hanli.projects.classification.trained import DIGITS, load_digits
from hanli.projects.onnx_files import write_onnx


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.classification.browser", description="Bring the digits into the browser."
    )
    parser.add_argument("--run", type=Path, help="take the weights of this run, and keep them in --weights")
    parser.add_argument("--weights", type=Path, default=DIGITS, help="(default: %(default)s)")
    parser.add_argument("--out", type=Path, default=MODELS, help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        found = load_data("digits")
        if given.run:
            keep_weights(calibrate(given.run / "best.pt", found), given.weights)
        model = load_digits(given.weights)
        given.out.mkdir(parents=True, exist_ok=True)
        write_onnx(model, {"images": torch.zeros(2, 1, 28, 28)}, {0: "N"}, ["probabilities"], given.out / "digits.onnx")
        write_examples(model, found, given.out / "digits.json")
    except (OSError, ModuleNotFoundError, ValueError) as error:
        parser.error(str(error))


def calibrate(file: Path, found: DataSet) -> Calibrated:
    """The network of a run with the temperature that the validation set gives.

    Args:
        file: The `best.pt` of a run on `found`.
        found: The data.

    Returns:
        The network, in evaluation mode.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It does not hold the weights of an `ImageClassifier` for this data.
    """
    model = ImageClassifier(found.test[0].shape[1], len(found.classes))
    if not file.is_file():
        raise FileNotFoundError(f"{file} is not there: train with --folder {file.parent}")
    try:
        model.load_state_dict(torch.load(file, weights_only=True))
    except Exception as error:
        raise ValueError(f"{file} must hold the weights of a run on this data ({error})") from error
    model.eval()
    return Calibrated(model, fit_temperature(predict(model, found.validation), found.validation[1])).eval()


def keep_weights(model: Calibrated, file: Path) -> None:
    """Write the state dict, whole or not at all."""
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    with replace_atomically(file) as kept:
        kept.write(buffer.getvalue())


def write_examples(model: Calibrated, found: DataSet, file: Path) -> None:
    """Write the first test picture of each digit, with the network's probabilities.

    Args:
        model: The network.
        found: The digits.
        file: Where to: a list with a row for each digit, its `pixels` 784 bytes in base64.
    """
    images, labels = found.test
    chosen = torch.stack([(labels == digit).nonzero()[0, 0] for digit in range(len(found.classes))])
    with torch.no_grad():
        probabilities = model(images[chosen])
    rows = [
        {
            "digit": digit,
            "pixels": as_base64(to_bytes(image)),
            "probabilities": [round(value, 6) for value in shares.tolist()],
        }
        for digit, (image, shares) in enumerate(zip(images[chosen], probabilities, strict=True))
    ]
    write_json(rows, file)


if __name__ == "__main__":
    main()
