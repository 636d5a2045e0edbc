from contextlib import redirect_stdout
from pathlib import Path

from hanli.projects.named_entities import load_checked_sentences
from hanli.projects.named_entities.command import main

lines = ["\n".join(map("\t".join, zip(*pair, strict=True))) for pair in load_checked_sentences()]
Path("names.conll").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
print(lines[1].splitlines()[:2])
with Path("table.txt").open("w") as file, redirect_stdout(file):
    main(["--data", "names.conll", "--epochs", "1", "--folder", "runs/own", "--device", "cpu"])
print(Path("table.txt").read_text().splitlines()[0].split())
print(*sorted(path.name for path in Path("runs/own").iterdir()))
