from datetime import date, timedelta

import torch
from babel.dates import format_date
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from hanli.models import Seq2Seq


def encode(texts, begin=(), end=()):
    index = {c: number for number, c in enumerate(sorted(set("".join(texts))), start=3)}
    rows = [torch.tensor([*begin, *(index[c] for c in text), *end]) for text in texts]
    return pad_sequence(rows, batch_first=True), len(index) + 3


torch.manual_seed(1640)
days = [date(1900, 1, 1) + timedelta(days=n) for n in torch.randperm(73_000)[:5000].tolist()]
styles = ("MMM d, y", "d MMM y", "M/d/y")
english = [format_date(day, styles[n % 3], locale="en") for n, day in enumerate(days)]
sources, source_size = encode(english)
targets, target_size = encode([day.isoformat() for day in days], begin=[1], end=[2])
for attention in (True, False):
    torch.manual_seed(1640)
    model = Seq2Seq(source_size, target_size, attention=attention)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=150)
    for _ in range(150):
        batch = torch.randint(4500, (64,))  # (1)!
        logits = model(sources[batch], targets[batch, :-1])
        loss = nn.functional.cross_entropy(logits.mT, targets[batch, 1:], ignore_index=0)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    written, _ = model.greedy(sources[4500:], begin=1, end=2, limit=11)  # (2)!
    right = (written == targets[4500:, 1:]).all(dim=1)
    print(f"attention {attention!s:5} exact match {right.double().mean().item():.3f}")
