import torch

from hanli.data import topic_words

pairs = [(word, n) for n, words in enumerate(topic_words().values()) for word in words[:1200]]
order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(1640)).tolist()
training, test = ([pairs[n] for n in part] for part in (order[:9000], order[9000:]))
characters = sorted({character for word, _ in training for character in word})
index = {character: number for number, character in enumerate(characters)}
counts = torch.ones(9, len(index), dtype=torch.float64)  # (1)!
for word, topic in training:
    for character in word:
        counts[topic, index[character]] += 1
scores = (counts / counts.sum(dim=1, keepdim=True)).log()
priors = torch.bincount(torch.tensor([topic for _, topic in training])).log()  # (9,)

correct, labels = 0, torch.tensor([topic for _, topic in test])
for word, topic in test:
    known = [index[character] for character in word if character in index]  # (2)!
    correct += (scores[:, known].sum(dim=1) + priors).argmax().item() == topic
print(len(training), "training words,", len(test), "test words,", len(index), "characters")
print(f"most frequent topic {labels.bincount().max().item() / len(test):.3f}")
print(f"naive Bayes         {correct / len(test):.3f}")
