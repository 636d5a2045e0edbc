from collections import Counter

import torch
from torch.nn.utils.rnn import pad_sequence

from hanli.data import cantonese_conversations
from hanli.models import LSTMTagger


def batch_of(rows):  # (1)!
    ids = [torch.tensor([index.get(word, 1) for word, _ in row]) for row in rows]
    tags = [torch.tensor([tag_index.get(tag, -1) for _, tag in row]) for row in rows]
    return pad_sequence(ids, True), torch.tensor([*map(len, rows)]), pad_sequence(tags, True, -100)


conversations = cantonese_conversations()
order = torch.randperm(58, generator=torch.Generator().manual_seed(1640)).tolist()
rows = [[row for n in part for row in conversations[n]] for part in (order[:46], order[46:])]
training, test = (sorted(part, key=len) for part in rows)  # (2)!
counts = Counter(word for row in training for word, _ in row)
kinds = Counter(word for word, _ in {pair for row in training for pair in row})  # (3)!
index = {word: n for n, word in enumerate((w for w in counts if counts[w] > 1), start=2)}  # (4)!
tag_index = {tag: n for n, tag in enumerate(sorted({tag for row in training for _, tag in row}))}
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
    right = (model(tokens, lengths).argmax(dim=-1) == tags)[tags != -100].double()  # (N,)
groups = torch.tensor([min(counts[w], 2) + (kinds[w] > 1) for row in test for w, _ in row])  # (N,)
print(f"all           {len(right):6} words  accuracy {right.mean().item():.3f}")
for n, name in enumerate(("never seen", "seen once", "one tag", "several tags")):
    print(f"{name:13} {(groups == n).sum():6} words  accuracy {right[groups == n].mean():.3f}")
