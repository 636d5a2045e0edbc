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

lengths = torch.ones(9, 9, dtype=torch.float64)  # (9, 9)
for word, topic in training:
    lengths[topic, min(len(word), 8)] += 1
length_scores = (lengths / lengths.sum(dim=1, keepdim=True)).log()

most_frequent, correct = priors.argmax().item(), torch.zeros(3)
for word, topic in test:
    known = [index[character] for character in word if character in index]  # (2)!
    total = scores[:, known].sum(dim=1) + priors  # (9,)
    with_length = total + length_scores[:, min(len(word), 8)]  # (9,)
    answers = [most_frequent, total.argmax().item(), with_length.argmax().item()]
    correct += torch.tensor([answer == topic for answer in answers])
print(len(training), "training words,", len(test), "test words,", len(index), "characters")
for name, hits in zip(("most frequent topic", "naive Bayes", "  and length"), correct, strict=True):
    print(f"{name:19} {hits.item() / len(test):.3f}")
