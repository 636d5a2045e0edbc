"""Write texts with a trained network: `python -m hanli.projects.text_generation.write 春江花月夜`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from hanli.projects.text_generation.command import load_run
from hanli.projects.text_generation.sampling import generate
from hanli.projects.text_generation.trained import load_gpt


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what the network writes after the beginning that the command line has."""
    parser = argparse.ArgumentParser(prog="python -m hanli.projects.text_generation.write", description=__doc__)
    parser.add_argument(
        "beginning", nargs="?", default="", help="what the text begins with; a \\n in it is a line break"
    )
    parser.add_argument("--folder", type=Path, help="a run's folder (default: the network that comes with hanli)")
    parser.add_argument("--count", type=int, default=1, help="how many texts (default: %(default)s)")
    parser.add_argument("--max-tokens", type=int, default=40, help="of each text (default: %(default)s)")
    parser.add_argument(
        "--temperature", type=float, default=1.0, help="0 takes the most probable (default: %(default)s)"
    )
    parser.add_argument("--top-k", type=int)
    parser.add_argument("--top-p", type=float, help="(default: all)")
    parser.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        model, vocabulary = load_gpt() if given.folder is None else load_run(given.folder)
        texts = generate(
            model,
            vocabulary,
            [given.beginning.replace("\\n", "\n")] * given.count,
            max_tokens=given.max_tokens,
            temperature=given.temperature,
            top_k=given.top_k,
            top_p=given.top_p,
            seed=given.seed,
        )
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print("\n\n".join(texts))


if __name__ == "__main__":
    main()
