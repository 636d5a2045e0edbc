import matplotlib.pyplot as plt
import torch

from hanli.data import topic_words

pairs = [(word, n) for n, words in enumerate(topic_words().values()) for word in words[:1200]]
order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(1640)).tolist()
training, test = ([pairs[n] for n in part] for part in (order[:9000], order[9000:]))
characters = sorted({character for word, _ in training for character in word})
index = {character: number for number, character in enumerate(characters)}
counts = torch.ones(9, len(index), dtype=torch.float64)
for word, topic in training:
    for character in word:
        counts[topic, index[character]] += 1
scores = (counts / counts.sum(dim=1, keepdim=True)).log()
priors = torch.bincount(torch.tensor([topic for _, topic in training])).log()
confusion = torch.zeros(9, 9, dtype=torch.int64)
for word, topic in test:
    known = [index[character] for character in word if character in index]
    confusion[topic, (scores[:, known].sum(dim=1) + priors).argmax()] += 1
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
