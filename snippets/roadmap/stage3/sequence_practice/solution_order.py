import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from hanli.data import topic_words
from hanli.models import LSTMClassifier

pairs = [(word, n) for n, words in enumerate(topic_words().values()) for word in words[:1200]]
order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(1640)).tolist()
characters = sorted({character for n in order[:4500] for character in pairs[n][0]})
index = {character: number for number, character in enumerate(characters, start=2)}
rows = [torch.tensor([index.get(character, 1) for character in pairs[n][0]]) for n in order]
tokens = pad_sequence(rows, batch_first=True)  # (N, T)
lengths = torch.tensor([len(row) for row in rows])  # (N,)
labels = torch.tensor([pairs[n][1] for n in order])  # (N,)

torch.manual_seed(1640)
model = LSTMClassifier(len(index) + 2, 9, embedding_size=32, hidden_size=32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(2):
    for batch in torch.randperm(4500).split(128):
        loss = nn.functional.cross_entropy(model(tokens[batch], lengths[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
model.eval()
backwards = pad_sequence([row.flip(0) for row in rows], batch_first=True)  # (N, T)
for name, words in (("as written", tokens), ("backwards ", backwards)):
    with torch.no_grad():
        correct = model(words[9000:], lengths[9000:]).argmax(dim=1) == labels[9000:]
    print(f"{name} test accuracy {correct.double().mean().item():.2f}")
