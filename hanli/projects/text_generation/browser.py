"""Make what a page needs to write poems: the network as an ONNX file, and what its tokens mean.

    python -m hanli.projects.text_generation.browser

Source: <https://docs.pytorch.org/docs/stable/onnx_export.html>
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch

from hanli.files import replace_atomically
from hanli.projects.onnx_files import write_onnx
from hanli.projects.text_generation.corpus import Vocabulary
from hanli.projects.text_generation.quality import load_rhymes
from hanli.projects.text_generation.trained import SEVEN, load_gpt


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.text_generation.browser", description="Bring the poet into the browser."
    )
    parser.add_argument("--weights", type=Path, default=SEVEN, help="(default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("overrides/assets/models"), help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        model, vocabulary = load_gpt(given.weights)
        given.out.mkdir(parents=True, exist_ok=True)
        # No cache: a quatrain has 33 tokens, and all positions at once show what the network expected at each of them.
        tokens = torch.zeros(2, 3, dtype=torch.int64)
        write_onnx(model, {"tokens": tokens}, {0: "N", 1: "L"}, ["logits"], given.out / "poem.onnx")
        write_meanings(vocabulary, given.out / "poem.json")
    except (OSError, ModuleNotFoundError, ValueError) as error:
        parser.error(str(error))


def write_meanings(vocabulary: Vocabulary, file: Path) -> None:
    """Write the characters in the order of their tokens, and as `rhymes` the groups of them that rhyme.

    Args:
        vocabulary: That of the network.
        file: Where to.
    """
    groups: dict[str, str] = defaultdict(str)
    rhymes = load_rhymes()
    for character in vocabulary.characters:
        if character in rhymes:
            groups[rhymes[character]] += character
    content = {"characters": vocabulary.characters, "rhymes": [groups[name] for name in sorted(groups)]}
    with replace_atomically(file) as kept:
        kept.write((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
