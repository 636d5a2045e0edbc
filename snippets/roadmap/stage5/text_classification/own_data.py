import csv
import json
from contextlib import redirect_stdout
from pathlib import Path

from hanli.data import topic_words
from hanli.projects.text_classification.command import main

topics = topic_words()
with Path("words.csv").open("w", encoding="utf-8", newline="") as file:
    for topic in ("动物", "法律"):
        csv.writer(file).writerows((topic, word) for word in topics[topic][:300])
options = {"--data": "words.csv", "--folder": "run", "--epochs": "3", "--vocabulary": "800"}
with redirect_stdout(None):  # (1)!
    main([word for option in options.items() for word in option])
scores = json.loads(Path("run/scores.json").read_text("utf-8"))
gain = scores["network"]["accuracy"] - scores["majority"]["accuracy"]
print(f"better than the majority by 0.25: {gain > 0.25}")
print(f"the bundle is there: {Path('run/words-1.0.0').is_dir()}")
