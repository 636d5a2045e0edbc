import torch

from hanli.projects.text_generation import (
    GPT,
    NGrams,
    TokenBatches,
    character_loss,
    load_corpus,
    next_token_loss,
    tune,
)
from hanli.train import fit

corpus = load_corpus("five")
torch.manual_seed(0)
model = GPT(len(corpus.vocabulary), embed_dim=32, num_layers=1)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, fused=True)
loader = TokenBatches(corpus.training).loader(8, shuffle=True)
fit(model, loader, loss=next_token_loss, epochs=2, optimizer=optimizer, device="cpu")

loss = character_loss(model.eval(), corpus.test, corpus.vocabulary)
ngrams = NGrams(corpus.training, corpus.vocabulary)
unigram, bigram = (ngrams.loss(corpus.test, tune(ngrams, corpus.validation, n)) for n in (1, 2))
print("better than the unigram by more than 0.05:", loss < unigram - 0.05)
print("not yet better than the bigram:", loss > bigram)
