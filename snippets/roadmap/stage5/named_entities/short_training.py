import torch

from hanli.projects.named_entities import (
    NameMemory,
    Recognizer,
    SentenceBatches,
    Tagger,
    Vocabulary,
    entity_scores,
    find_entities,
    load_data,
)
from hanli.train import fit

found = load_data("three_kingdoms")
training, test = found.training[-4000:], found.test[:1000]
torch.manual_seed(0)
vocabulary = Vocabulary.fit(training)
model = Tagger(len(vocabulary), len(found.tags), hidden_size=32, method="crf")
loader = SentenceBatches(training, vocabulary, found.tags).loader(128, shuffle=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.03)
history = fit(model, loader, loss=model.loss, epochs=3, optimizer=optimizer, device="cpu")
losses = [epoch.train_loss for epoch in history.epochs]
recognizer = Recognizer(model, vocabulary, found.tags)
guesses = recognizer.predict([tokens for tokens, _ in test])
answers = [find_entities(tags) for _, tags in test]
f1 = entity_scores(answers, [find_entities(tags) for tags in guesses]).f1
memory = NameMemory.fit(training)
remembered = entity_scores(answers, [memory.find(tokens) for tokens, _ in test]).f1
print(f"the loss falls in each epoch: {losses[0] > losses[1] > losses[2]}")
print(f"entity F1 >= 0.5: {f1 >= 0.5}")
print(f"better than the memory of these sentences: {f1 > remembered}")
