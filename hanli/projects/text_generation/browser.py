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
from typing import Any

import numpy as np
import torch

from hanli.files import replace_atomically
from hanli.projects.text_generation.corpus import Vocabulary
from hanli.projects.text_generation.network import GPT
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
        write_onnx(model, given.out / "poem.onnx")
        write_meanings(vocabulary, given.out / "poem.json")
    except (OSError, ModuleNotFoundError, ValueError) as error:
        parser.error(str(error))


def write_onnx(model: GPT, file: Path) -> None:
    """Export a network that takes `tokens` (N, L) and gives `logits` (N, L, V), for any N and L.

    There is no cache: a quatrain has 33 tokens, and all positions at once show what the network expected at each of them. Weights
    that are float16 numbers in float32, as those of `load_gpt`, are stored in float16, which halves the file and changes no result.

    Args:
        model: In evaluation mode.
        file: Where to.

    Raises:
        ModuleNotFoundError: `onnx` or `onnxscript` is not installed.
    """
    program = torch.onnx.export(
        model,
        (torch.zeros(2, 3, dtype=torch.int64),),
        input_names=["tokens"],
        output_names=["logits"],
        dynamic_shapes={"tokens": {0: torch.export.Dim("N"), 1: torch.export.Dim("L")}},
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    proto: Any = program.model_proto
    _narrow(proto.graph)
    graph = proto.graph
    for part in (proto, graph, *graph.input, *graph.output, *graph.node, *graph.value_info, *graph.initializer):
        part.ClearField("metadata_props")  # lines and paths of Python
        part.ClearField("doc_string")
    with replace_atomically(file) as kept:
        kept.write(proto.SerializeToString(deterministic=True))


def _narrow(graph: Any) -> None:
    """Store the weights of a graph in float16 where that is exact, and widen them by a node before the others."""
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for weight in graph.initializer:
        numbers = numpy_helper.to_array(weight)
        if numbers.dtype != np.float32 or numbers.size < 64:
            continue
        narrow = numbers.astype(np.float16)
        if np.array_equal(narrow.astype(np.float32), numbers):
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(narrow, f"{name}.float16"))
            casts.append(helper.make_node("Cast", [weight.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


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
