from hanli.projects.text_generation import TokenBatches, load_corpus

corpus = load_corpus("seven")
inputs, targets = TokenBatches(corpus.training)[[0]]  # (1, 32), (1, 32)
print("inputs ", inputs[0, :9].tolist())
print("targets", targets[0, :9].tolist())
print(repr(corpus.vocabulary.decode(targets[0])))
