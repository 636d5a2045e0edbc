import torch

from hanli.data import topic_words

pairs = [(word, n) for n, words in enumerate(topic_words().values()) for word in words[:1200]]
order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(1640)).tolist()
training, test = ([pairs[n] for n in part] for part in (order[:4500], order[9000:]))
index = {}
for word, _ in training:
    for character in word:
        index.setdefault(character, len(index))
counts = torch.ones(9, len(index), dtype=torch.float64)
for word, topic in training:
    for character in word:
        counts[topic, index[character]] += 1
scores = (counts / counts.sum(dim=1, keepdim=True)).log()
priors = torch.bincount(torch.tensor([topic for _, topic in training])).log()  # (9,)
for name, step in (("as written", 1), ("backwards ", -1)):
    correct = 0
    for word, topic in test:
        known = [index[character] for character in word[::step] if character in index]
        correct += (scores[:, known].sum(dim=1) + priors).argmax().item() == topic
    print(f"{name} naive Bayes {correct / len(test):.2f}")
