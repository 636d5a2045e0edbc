"""The full training of the text-generation project, and what it is compared with, on Tang quatrains.

A GPT on 七绝 with three seeds, beside what counting reaches; its samples, whose form, rhyme and copies are counted; a network
that trains for long on few poems; and 五绝, by the network of 七绝 as it is, trained further
whole or by LoRA, and by a network from scratch, one seed each. The epoch is chosen on validation poems, the test poems are used once by each network.
The network of seed 0 is kept in `hanli/projects/text_generation/seven.pt`, its LoRA in `five_lora.pt` beside it, the log of every run in
`benchmarks/text_generation.csv`. A run that was interrupted goes on where it was: the folder is an argument.

    OMP_NUM_THREADS=1 python -m benchmarks.text_generation runs/poems
"""

from __future__ import annotations

import argparse
import csv
import math
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from benchmarks import tables
from benchmarks.runs import collect_logs, spread
from benchmarks.turns import report
from hanli.models import add_lora
from hanli.projects.program import Settings, train
from hanli.projects.text_generation import CopyFinder, Corpus, count_forms, generate, load_corpus, load_gpt, load_rhymes
from hanli.projects.text_generation.command import measure_counting
from hanli.projects.text_generation.corpus import DATA_SETS, TokenBatches
from hanli.projects.text_generation.network import GPT, count_parameters, next_token_loss
from hanli.projects.text_generation.ngrams import character_loss
from hanli.projects.text_generation.trained import FIVE, LOG, RANK, SEVEN, TARGETS, save_five, save_gpt

SEEDS = (0, 1, 2)
EPOCHS = {"seven": 8, "scratch": 5, "full": 2, "lora": 3, "few": 200}
RATES = {"seven": 0.003, "scratch": 0.003, "full": 0.001, "lora": 0.003, "few": 0.003}
FURTHER = (0,)  # the seeds of 五绝, which all start with the network that is kept
FEW = 48  # poems of the network that trains for long
SAMPLES = 200  # texts that each network writes


def prepare(corpus: Corpus, folder: Path, kind: str, seed: int, model: GPT | None = None) -> tuple[GPT, Settings]:
    """The network to train and how."""
    settings = Settings(
        folder / f"{kind}-{seed}",
        epochs=EPOCHS[kind],
        lr=RATES[kind],
        weight_decay=0.1,
        seed=seed,
        device="cpu",
        resume=True,
    )
    torch.manual_seed(seed)
    return model or GPT(len(corpus.vocabulary)), settings


def fit(corpus: Corpus, folder: Path, kind: str, seed: int, model: GPT | None = None) -> GPT:
    """One run, or what is missing of it."""
    network, settings = prepare(corpus, folder, kind, seed, model)
    if kind == "lora":
        add_lora(network, RANK, TARGETS)
    training = TokenBatches(corpus.training).loader(32, shuffle=True)
    train(network, training, TokenBatches(corpus.validation).loader(256), next_token_loss, settings)
    report(f"{settings.folder.name}: {character_loss(network, corpus.test, corpus.vocabulary):.4f}")
    return network


def scores_row(name: str, losses: list[float]) -> list[str]:
    return [name, spread(losses), spread([math.exp(loss) for loss in losses], 1)]


def texts_of(rows: Tensor, corpus: Corpus) -> list[str]:
    return [corpus.vocabulary.decode(row.tolist()) for row in rows]


def forms_row(name: str, groups: list[list[str]], width: int, copies: CopyFinder) -> list[str]:
    """One row: what is counted in each group of texts, the mean over the groups."""
    counted = [count_forms(texts, width, load_rhymes(), copies) for texts in groups]
    digits = {"form": 3, "rhyme": 3, "repeated": 1, "copied": 1, "copied a line": 3}
    return [name, *(spread([one[key] for one in counted], places) for key, places in digits.items())]


def sample_tables(models: list[GPT], corpus: Corpus) -> list[list[str]]:
    """The rows of the table of samples: poems, poems whose second halves are exchanged, and ways to draw."""
    copies = CopyFinder(texts_of(corpus.training, corpus))
    test = texts_of(corpus.test, corpus)
    halves = [text.split("\n") for text in test]
    mixed = ["\n".join(one[:2] + other[2:]) for one, other in zip(halves, halves[1:] + halves[:1], strict=True)]
    ways: dict[str, dict[str, float]] = {
        "temperature 1": {},
        "temperature 0.7": {"temperature": 0.7},
        "temperature 1, top-k 50": {"top_k": 50},
        "temperature 1, top-p 0.9": {"top_p": 0.9},
    }
    rows = [forms_row("poems of the test set", [test], 7, copies), forms_row("two halves of them", [mixed], 7, copies)]
    for name, options in ways.items():
        groups = [generate(model, corpus.vocabulary, [""] * SAMPLES, **options) for model in models]  # type: ignore[arg-type]
        rows.append(forms_row(name, groups, 7, copies))
        report(" | ".join(rows[-1]))
    return rows


def mistakes(corpus: Corpus, folder: Path, usual: GPT) -> list[list[str]]:
    """The rows of the usual network and of the one with few poems: losses, the form, and copied lines."""
    few = replace(corpus, training=corpus.training[:FEW], validation=corpus.training[:FEW])
    few_model = fit(few, folder, "few", 0)
    rows = []
    for name, model, training in (
        ("the usual network", usual, corpus.training),
        (f"{FEW} poems, long training", few_model, few.training),
    ):
        losses = [character_loss(model, part, corpus.vocabulary) for part in (training[:600], corpus.test)]
        texts = generate(model, corpus.vocabulary, [""] * SAMPLES)
        counted = count_forms(texts, 7, load_rhymes(), CopyFinder(texts_of(training, corpus)))
        rows.append([name, *(f"{value:.3f}" for value in (*losses, counted["form"], counted["copied a line"]))])
    return rows


def other_form(seven: Corpus, five: Corpus, kept: GPT, folder: Path) -> list[list[str]]:
    """The rows of 五绝: losses on both forms, what is trained, and the form that is kept."""
    rows = [
        [name, f"{scores['loss']:.3f}", "–", "–", "–", "–"]
        for name, scores in measure_counting(five)
        if name in ("bigram", "trigram")
    ]
    trained: dict[str, list[GPT]] = {"as it is": [kept]}
    counts: dict[str, str] = {"as it is": "0"}
    for name, kind in (("trained further", "full"), (f"LoRA of rank {RANK}", "lora"), ("from scratch", "scratch")):
        trained[name] = []
        for seed in FURTHER:
            start = None
            if kind != "scratch":
                start = GPT(len(five.vocabulary))
                start.load_state_dict(kept.state_dict())
            trained[name].append(fit(five, folder, kind, seed, start))
            counts[name] = f"{count_parameters(trained[name][-1]):,}"
            if kind == "lora" and seed == 0:
                save_five(trained[name][-1], FIVE)
    for name, group in trained.items():
        losses = [[character_loss(model, one.test, one.vocabulary) for model in group] for one in (five, seven)]
        forms = [
            count_forms(generate(model, five.vocabulary, [""] * SAMPLES), DATA_SETS["five"], load_rhymes())
            for model in group
        ]
        shares = [[form[key] for form in forms] for key in ("form", "rhyme")]
        rows.append([name, spread(losses[0]), spread(losses[1]), *map(spread, shares), counts[name]])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    seven, five = load_corpus("seven"), load_corpus("five")
    models = []
    for seed in SEEDS:
        models.append(fit(seven, folder, "seven", seed))
        if seed == 0:
            save_gpt(models[0], seven.vocabulary, SEVEN)
            models[0].load_state_dict(load_gpt()[0].state_dict())  # LoRA starts with the rounded weights that are kept
    counted = [scores_row(name, [scores["loss"]]) for name, scores in measure_counting(seven)]
    network = scores_row("GPT", [character_loss(model, seven.test, seven.vocabulary) for model in models])
    samples = sample_tables(models, seven)
    wrong = mistakes(seven, folder, models[0])
    others = other_form(seven, five, models[0], folder)
    for path in (Path("benchmarks/text_generation.csv"), LOG):  # the second one for the figure
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(collect_logs(folder))
    forms = ["form", "rhyme", "repeated characters", "longest copy, characters", "seven characters in a row copied"]
    facts = {"epochs": EPOCHS["seven"], "seeds": len(SEEDS), "samples": SAMPLES, "few": FEW}
    parts = {
        "models": tables.table(["model", "loss", "perplexity"], [*counted, network]),
        "samples": tables.table(["texts", *forms], samples),
        "mistakes": tables.table(
            ["network", "loss on training poems", "loss on test poems", "form", "seven characters in a row copied"],
            wrong,
        ),
        "five": tables.table(
            ["model", "loss, five characters", "loss, seven characters", "form of five", "rhyme", "trained parameters"],
            others,
        ),
    }
    tables.write("text_generation", facts, parts)


if __name__ == "__main__":
    main()
