import torch
from torch import nn

from hanli.data import topic_words
from hanli.models import TransformerClassifier

topics = [words[:700] for words in topic_words().values()]
letters = sorted(set("".join(map("".join, topics))))


def encode(chosen, start, end):
    words = [word[:6] for n in chosen for word in topics[n][start:end]]
    rows = [torch.tensor([letters.index(letter) + 1 for letter in word]) for word in words]
    return nn.utils.rnn.pad_sequence(rows, True), torch.arange(len(rows)) // (end - start)


def train(model, x, y, steps, lr):
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(trained, lr, fused=True)
    for _ in range(steps):
        batch = torch.randperm(len(x))[:100]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()


def fine_tune(model, lr):
    model.head = nn.Linear(32, 4)  # (1)!
    train(model, *few, steps=25, lr=lr)
    correct = model.eval()(others[0]).argmax(dim=1) == others[1]
    return correct.double().mean().item()


torch.manual_seed(1640)
pretrained = TransformerClassifier(len(letters) + 1, 5, 32, 4, 2, hidden_size=64, dropout=0.0)
train(pretrained, *encode(range(5), 0, 700), steps=80, lr=5e-3)  # (2)!
few, others = encode(range(5, 9), 0, 60), encode(range(5, 9), 200, 700)  # (3)!
