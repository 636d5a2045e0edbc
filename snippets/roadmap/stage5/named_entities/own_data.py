from pathlib import Path

from hanli.projects.named_entities import Recognizer, load_checked_sentences
from hanli.projects.named_entities.command import main

lines = ["\n".join(map("\t".join, zip(*pair, strict=True))) for pair in load_checked_sentences()]
Path("names.conll").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
main(["--data", "names.conll", "--epochs", "1", "--folder", "runs/own", "--device", "cpu"])
recognizer = Recognizer.load("runs/own/recognizer.pt")
print(sorted(path.name for path in Path("runs/own").iterdir()))
