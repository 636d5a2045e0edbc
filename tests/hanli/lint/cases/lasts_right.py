"""Language models with padding: right."""

from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.embed = nn.Embedding(vocab, 128, padding_idx=0)
        self.rnn = nn.GRU(128, 128, batch_first=True)
        self.out = nn.Linear(128, vocab)

    def forward(self, x):
        return self.out(self.rnn(self.embed(x))[0])


def train(model, loader, optimizer):
    criterion = nn.CrossEntropyLoss(ignore_index=0)
    for batch in loader:
        inp, tgt = batch[:, :-1], batch[:, 1:]
        logits = model(inp)
        loss = criterion(logits.reshape(-1, logits.shape[-1]), tgt.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
