from collections import Counter

import torch
from torch.nn.utils.rnn import pad_sequence

from hanli.data import cantonese_conversations
from hanli.models import LSTMTagger

conversations = cantonese_conversations()
order = torch.randperm(58, generator=torch.Generator().manual_seed(1640)).tolist()
rows = [[row for n in part for row in conversations[n]] for part in (order[:46], order[46:])]
training, test = (sorted(part, key=len) for part in rows)  # (1)!
counts = Counter(word for row in training for word, _ in row)
index = {word: n for n, word in enumerate((w for w in counts if counts[w] > 1), start=2)}  # (2)!
tag_index = {tag: n for n, tag in enumerate(sorted({tag for row in training for _, tag in row}))}


def batch_of(rows):  # (3)!
    ids = [torch.tensor([index.get(word, 1) for word, _ in row]) for row in rows]
    tags = [torch.tensor([tag_index.get(tag, -1) for _, tag in row]) for row in rows]
    return pad_sequence(ids, True), torch.tensor([*map(len, rows)]), pad_sequence(tags, True, -100)


batches = [batch_of(training[n : n + 128]) for n in range(0, len(training), 128)]
torch.manual_seed(1640)
model = LSTMTagger(len(index) + 2, len(tag_index), embedding_size=64, hidden_size=32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(3):
    for tokens, lengths, tags in (batches[n] for n in torch.randperm(len(batches)).tolist()):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(tokens, lengths).mT, tags).backward()
        optimizer.step()
model.eval()
with torch.no_grad():
    tokens, lengths, tags = batch_of(test)
    right = (model(tokens, lengths).argmax(dim=-1) == tags).double()
times = pad_sequence([torch.tensor([counts[word] for word, _ in row]) for row in test], True, -1)
groups = {"all": times >= 0, "never": times == 0, "once": times == 1, "more": times > 1}
for name, chosen in groups.items():
    print(f"{name:5} {chosen.sum().item():6} words  accuracy {right[chosen].mean().item():.3f}")
