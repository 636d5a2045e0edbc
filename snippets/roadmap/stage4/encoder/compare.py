import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from hanli.data import topic_words
from hanli.models import LSTMClassifier, TransformerClassifier

pairs = [(word, n) for n, words in enumerate(topic_words().values()) for word in words[:1200]]
order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(1640))[:4000].tolist()
letters = sorted({letter for n in order[:2000] for letter in pairs[n][0]})
index = {letter: n for n, letter in enumerate(letters, start=2)}
rows = [torch.tensor([index.get(letter, 1) for letter in pairs[n][0][:5]]) for n in order]
tokens = pad_sequence(rows, batch_first=True)  # (N, T)
lengths = torch.tensor([len(row) for row in rows])  # (N,)
labels = torch.tensor([pairs[n][1] for n in order])  # (N,)


def accuracy(model, inputs):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(3):
        for batch in torch.randperm(2000).split(100):
            loss = nn.functional.cross_entropy(
                model(*[part[batch] for part in inputs]), labels[batch]
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        logits = model(*[part[2000:] for part in inputs])
    return (logits.argmax(dim=1) == labels[2000:]).double().mean().item()


for seed in (0, 1, 2):
    torch.manual_seed(seed)
    encoder = TransformerClassifier(len(index) + 2, 9, 32, 2, 1, hidden_size=64, dropout=0.0)
    lstm = LSTMClassifier(len(index) + 2, 9, 32, 32)
    scores = [accuracy(encoder, (tokens,)), accuracy(lstm, (tokens, lengths))]
    print(f"seed {seed}: encoder {scores[0]:.2f}, LSTM {scores[1]:.2f}")
