import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from hanli.data.grammar import HELD_OUT, animal_sentences
from hanli.models import Seq2Seq

training, test = animal_sentences()
words = sorted({word for english, _ in training for word in english.split()})
characters = ["", "", "", *sorted({c for _, chinese in training for c in chinese})]  # (1)!


def encode(pairs):
    sources = [[words.index(word) + 1 for word in english.split()] for english, _ in pairs]
    targets = [torch.tensor([1, *map(characters.index, text), 2]) for _, text in pairs]
    return torch.tensor(sources), pad_sequence(targets, batch_first=True)


torch.manual_seed(1640)
sources, targets = encode(training)
model = Seq2Seq(len(words) + 1, len(characters))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=120)
for _ in range(120):
    batch = torch.randint(len(sources), (64,))
    logits = model(sources[batch], targets[batch, :-1])
    loss = nn.functional.cross_entropy(logits.mT, targets[batch, 1:], ignore_index=0)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
written, _ = model.greedy(encode(test)[0], begin=1, end=2, limit=14)
translations = ["".join(characters[token] for token in row) for row in written.tolist()]
right = [text == chinese for text, (_, chinese) in zip(translations, test, strict=True)]
for pair in ("", *sorted(" ".join(pair) for pair in HELD_OUT)):
    hits = [hit for hit, (english, _) in zip(right, test, strict=True) if pair in english]
    print(f"{pair or 'exact match':11} {sum(hits) / len(hits):.2f}")
n = min(range(len(test)), key=lambda n: right[n])  # (2)!
print(*test[n], "->", translations[n])
