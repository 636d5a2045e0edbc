import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from hanli.data import topic_words
from hanli.models import LSTMClassifier

pairs = [(word, n) for n, words in enumerate(topic_words().values()) for word in words[:1200]]
order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(1640)).tolist()
characters = sorted({character for n in order[:9000] for character in pairs[n][0]})
index = {character: number for number, character in enumerate(characters, start=2)}
rows = [torch.tensor([index.get(character, 1) for character in pairs[n][0]]) for n in order]
tokens, lengths = pad_sequence(rows, batch_first=True), torch.tensor([len(row) for row in rows])
labels = torch.tensor([pairs[n][1] for n in order])

torch.manual_seed(1640)
model = LSTMClassifier(len(index) + 2, 9, embedding_size=32, hidden_size=32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(3):
    for batch in torch.randperm(9000).split(128):
        optimizer.zero_grad()
        logits = model(tokens[batch], lengths[batch])
        nn.functional.cross_entropy(logits, labels[batch]).backward()
        optimizer.step()
model.eval()
with torch.no_grad():
    predicted = model(tokens[9000:], lengths[9000:]).argmax(dim=1)  # (N,)
confusion = torch.bincount(labels[9000:] * 9 + predicted, minlength=81).reshape(9, 9)
names = ["IT", "animals", "medicine", "people", "places", "idioms", "law", "finance", "food"]
figure, axes = plt.subplots(figsize=(6.4, 5.2))
axes.imshow(confusion.numpy(), cmap="Blues", vmax=400)
for row in range(9):
    for column in range(9):
        axes.text(column, row, confusion[row, column].item(), ha="center", va="center")
axes.set_xticks(range(9), names, rotation=45, ha="right")
axes.set_yticks(range(9), names)
axes.set(xlabel="prediction", ylabel="label")
figure.savefig("confusion.svg", bbox_inches="tight")
