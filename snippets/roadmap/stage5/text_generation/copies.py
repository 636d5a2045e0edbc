from collections import Counter

from hanli.projects.text_generation import CopyFinder, generate, load_corpus, load_gpt

model, vocabulary = load_gpt()
corpus = load_corpus("seven")
training = [vocabulary.decode(row) for row in corpus.training]
finder = CopyFinder(training, longest=14)
poems = [vocabulary.decode(row) for row in corpus.test[:200]]
written = generate(model, vocabulary, [""] * 200, temperature=0.7)
for name, texts in (("poems", poems), ("network", written)):
    copied = [finder.longest_copy(text) for text in texts]
    print(name, dict(sorted(Counter(map(len, copied)).items())))
longest = max(copied, key=len)
source = next(text for text in training if longest in text.replace("\n", ""))
print(longest, "stands in:", source.replace("\n", "/"))
