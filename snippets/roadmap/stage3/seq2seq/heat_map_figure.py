from datetime import date, timedelta

import matplotlib.pyplot as plt
import torch
from babel.dates import format_date
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from hanli.models import Seq2Seq

torch.manual_seed(1640)
days = [date(1900, 1, 1) + timedelta(days=n) for n in torch.randperm(73_000)[:5000].tolist()]
styles = ("MMM d, y", "d MMM y", "M/d/y")
english = [format_date(day, styles[n % 3], locale="en") for n, day in enumerate(days)]
iso = [day.isoformat() for day in days]
words, digits = (["", "", "end", *sorted(set("".join(texts)))] for texts in (english, iso))
sources, targets = (
    pad_sequence([torch.tensor([*begin, *map(names.index, text), *end]) for text in texts], True)
    for texts, names, begin, end in ((english, words, [], []), (iso, digits, [1], [2]))
)
model = Seq2Seq(len(words), len(digits))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(120):
    optimizer.param_groups[0]["lr"] = 0.01 * (1 - step / 120)
    batch = torch.randint(4500, (32,))
    logits = model(sources[batch], targets[batch, :-1])
    loss = nn.functional.cross_entropy(logits.mT, targets[batch, 1:])
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
chosen = 4501
written, weights = model.greedy(sources[chosen : chosen + 1], begin=1, end=2, limit=11)
figure, axes = plt.subplots(figsize=(7, 4.6))
axes.imshow(weights[0].numpy(), cmap="Blues", vmin=0, vmax=1)
axes.set_xticks(range(weights.shape[2]), [words[n] for n in sources[chosen][: weights.shape[2]]])
axes.set_yticks(range(len(written[0])), [digits[n] for n in written[0]])
axes.set(xlabel="source: English date", ylabel="target: written from top to bottom")
figure.tight_layout()
figure.savefig("heat_map.svg")
