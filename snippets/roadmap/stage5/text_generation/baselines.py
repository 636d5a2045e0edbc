import math

from hanli.projects.text_generation import NGrams, load_corpus, tune

corpus = load_corpus("seven")
ngrams = NGrams(corpus.training, corpus.vocabulary)
mixtures = {"uniform": (1.0,)}
for order, name in enumerate(("unigram", "bigram", "trigram"), start=1):
    mixtures[name] = tune(ngrams, corpus.validation, order)
for name, weights in mixtures.items():
    loss = ngrams.loss(corpus.test, weights)
    print(f"{name:8} loss {loss:.3f} perplexity {math.exp(loss):6.0f}")
