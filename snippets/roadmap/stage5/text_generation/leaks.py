import torch

from hanli.projects.text_generation import load_corpus, load_poems


def count_shared(test: list[str], training: list[str]) -> int:
    known = {line for text in training for line in text.split("\n")}
    return sum(any(line in known for line in text.split("\n")) for text in test)


texts = [text for _, text in load_poems("seven")]
order = torch.randperm(len(texts), generator=torch.Generator().manual_seed(0)).tolist()
test, training = order[:693], order[1386:]
print("drawn one by one:", count_shared([texts[i] for i in test], [texts[i] for i in training]))

corpus = load_corpus("seven")
decoded = [
    [corpus.vocabulary.decode(row) for row in part] for part in (corpus.test, corpus.training)
]
print("kept together:", count_shared(*decoded))
print(len(corpus.training), len(corpus.validation), len(corpus.test))
