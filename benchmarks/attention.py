"""How long a seq2seq model needs with attention and without: exact match on held-out dates, after short and long training.

The data, the model and the settings are those of the page on seq2seq (snippets/roadmap/stage3/seq2seq/train.py), which trains
for 150 steps. Each row is a run of its own, with a learning-rate schedule of its own length.

    OMP_NUM_THREADS=1 python -m benchmarks.attention

Source: <https://arxiv.org/abs/1409.0473> (Bahdanau et al. 2014, who compare the two on long sentences)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import torch
from babel.dates import format_date
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from benchmarks import tables
from hanli.models import Seq2Seq

STEPS = (150, 600, 1500)
SEED = 1640
STYLES = ("MMM d, y", "d MMM y", "M/d/y")


def encode(texts: Sequence[str], begin: Sequence[int] = (), end: Sequence[int] = ()) -> tuple[Tensor, int]:
    """Texts as tokens `(N, T)`, characters numbered from 3, and how many tokens there are."""
    index = {c: number for number, c in enumerate(sorted(set("".join(texts))), start=3)}
    rows = [torch.tensor([*begin, *(index[c] for c in text), *end]) for text in texts]
    return pad_sequence(rows, batch_first=True), len(index) + 3


def exact_match(attention: bool, steps: int) -> float:
    """Train on 4,500 dates and return the share of 500 others that greedy decoding writes without a mistake."""
    torch.manual_seed(SEED)
    days = [date(1900, 1, 1) + timedelta(days=n) for n in torch.randperm(73_000)[:5000].tolist()]
    sources, source_size = encode([format_date(day, STYLES[n % 3], locale="en") for n, day in enumerate(days)])
    targets, target_size = encode([day.isoformat() for day in days], begin=[1], end=[2])
    torch.manual_seed(SEED)
    model = Seq2Seq(source_size, target_size, attention=attention)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=steps)
    for _ in range(steps):
        batch = torch.randint(4500, (64,))
        logits = model(sources[batch], targets[batch, :-1])
        loss = nn.functional.cross_entropy(logits.mT, targets[batch, 1:], ignore_index=0)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    written, _ = model.greedy(sources[4500:], begin=1, end=2, limit=11)
    return (written == targets[4500:, 1:]).all(dim=1).double().mean().item()


def main() -> None:
    """Keep the table: a row for each length of training."""
    rows = []
    for steps in STEPS:
        rows.append([f"{steps:,}", *(f"{exact_match(attention, steps):.3f}" for attention in (True, False))])
        print(*rows[-1], flush=True)
    columns = ["steps", "with attention", "without attention"]
    tables.write("attention", {"seed": SEED}, {"steps": tables.table(columns, rows)})


if __name__ == "__main__":
    main()
