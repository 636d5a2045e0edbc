"""The full training of the text classification project: three networks with three seeds on the mails, and the baselines.

The epoch is chosen on validation texts, the test texts are used once by each model. The three networks of seed 0 for the
mails are kept with their tokens in `hanli/projects/text_classification/mails.pt`, the log of every run in
`benchmarks/text_classification.csv`. The baselines are measured on mails that are divided with their copies, too. A run that was interrupted goes on where it was: the folder is an argument.

    OMP_NUM_THREADS=1 python -m benchmarks.text_classification runs/texts
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks import tables
from benchmarks.runs import collect_logs, spread
from benchmarks.turns import report
from hanli.files import replace_atomically
from hanli.projects.program import Settings
from hanli.projects.text_classification import BPE, DataSet, accuracy, load_data, macro_f1, prepare_mails
from hanli.projects.text_classification.batches import LIMIT
from hanli.projects.text_classification.command import RATES, run
from hanli.projects.text_classification.network import MODELS
from hanli.projects.text_classification.texts import divide
from hanli.projects.text_classification.trained import FILE

SEEDS = (0, 1, 2)
EPOCHS = 6
VOCABULARY = 4000
NAMES = {"bag": "bag of words", "lstm": "LSTM", "transformer": "transformer"}


def learn_tokens(name: str, found: DataSet, folder: Path) -> BPE:
    """The tokens of the training texts, learned once."""
    file = folder / f"{name}.json"
    if not file.exists():
        bpe = BPE.learn(found.training[0], VOCABULARY)
        file.write_text(json.dumps([bpe.characters, bpe.merges]), encoding="utf-8")
    return BPE(*json.loads(file.read_text("utf-8")))


def train_all(name: str, folder: Path) -> dict[str, list[dict[str, float]]]:
    """The scores of each network with each seed, as its program wrote them."""
    found = load_data(name)
    folder.mkdir(parents=True, exist_ok=True)
    bpe = learn_tokens(name, found, folder)
    scores: dict[str, list[dict[str, float]]] = {model: [] for model in MODELS}
    for seed in SEEDS:
        for model in MODELS:
            place = folder / f"{name}-{model}-{seed}"
            if not (place / "scores.json").exists():
                settings = Settings(place, EPOCHS, RATES[model], seed=seed, device="cpu", resume=True)
                run(found, settings, bpe, name=name, model_name=model)
            scores[model].append(json.loads((place / "scores.json").read_text("utf-8"))["network"])
            report(f"{place.name}: {scores[model][-1]}")
    return scores


def baselines(found: DataSet, bpe: BPE | None = None) -> dict[str, tuple[float, float]]:
    """Accuracy and macro F1 of the most frequent class, and of naive Bayes and logistic regression of scikit-learn.

    They count the words of a whole mail and the characters of a Chinese word, or the same tokens as the networks.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB

    (texts, labels), (test, answers) = found.training, found.test
    count: dict[str, Any] = {"analyzer": "char"} if len(found.classes) > 2 else {"token_pattern": r"\w+|[^\w\s]"}
    if bpe is not None:
        count = {"analyzer": partial(bpe.encode, limit=LIMIT)}
    models = {
        "naive Bayes": (CountVectorizer(**count), MultinomialNB()),
        "logistic regression on TF-IDF": (
            TfidfVectorizer(**count, sublinear_tf=True),
            LogisticRegression(C=10, max_iter=1000),
        ),
    }
    guesses = {"always the same class": labels.mode().values.expand(len(answers))}
    for name, (features, model) in models.items():
        model.fit(features.fit_transform(texts), labels.numpy())
        guesses[name] = torch.tensor(model.predict(features.transform(test)))
    return {name: score(one, answers, len(found.classes)) for name, one in guesses.items()}


def score(guesses: Tensor, answers: Tensor, classes: int) -> tuple[float, float]:
    return accuracy(guesses, answers), macro_f1(guesses, answers, classes)


def with_copies() -> DataSet:
    """All cleaned mails that hold a word, divided without regard to copies."""
    texts, groups, _ = prepare_mails()
    kept = [index for index, text in enumerate(texts) if any(map(str.isalpha, text))]
    labels = [int(groups[index].startswith("spam")) for index in kept]
    return divide([texts[index] for index in kept], labels, ("wanted", "spam"))


def keep_weights(folder: Path) -> None:
    """The networks of seed 0 for the mails, in half precision, with their tokens."""
    characters, merges = json.loads((folder / "mails.json").read_text("utf-8"))
    states = {
        model: {
            key: value.half()
            for key, value in torch.load(folder / f"mails-{model}-0/best.pt", weights_only=True).items()
        }
        for model in MODELS
    }
    with replace_atomically(FILE) as file:
        torch.save({"characters": characters, "merges": merges, "states": states}, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    found = load_data("mails")
    counted = baselines(found)
    given.folder.mkdir(parents=True, exist_ok=True)
    same = baselines(found, learn_tokens("mails", found, given.folder))
    counted["naive Bayes on the same tokens"] = same["naive Bayes"]
    plain = {model: [*map("{:.4f}".format, pair)] for model, pair in counted.items()}
    trained = {
        NAMES[model]: [spread([row["accuracy"] for row in rows], 4), spread([row["macro_f1"] for row in rows], 4)]
        for model, rows in train_all("mails", given.folder).items()
    }
    rows = [[model, *cells] for model, cells in (plain | trained).items()]
    shown = {"models": tables.table(["model", "accuracy", "macro F1"], rows)}
    copied, single = baselines(with_copies()), counted
    rows = [
        [name, f"{1 - copied[name][0]:.4f}", f"{1 - single[name][0]:.4f}"] for name in copied if "always" not in name
    ]
    shown["copies"] = tables.table(["model", "error with copies", "error without copies"], rows)
    keep_weights(given.folder)
    with Path("benchmarks/text_classification.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(collect_logs(given.folder))
    facts = {"epochs": EPOCHS, "seeds": len(SEEDS)}
    tables.write("text_classification", facts, shown)


if __name__ == "__main__":
    sys.exit(main())
