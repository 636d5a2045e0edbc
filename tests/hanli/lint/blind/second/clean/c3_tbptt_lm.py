import math
import time

import torch
import torch.nn as nn


class RNNLM(nn.Module):
    """Word language model, time-major tensors throughout: (seq, batch, feature)."""

    def __init__(self, ntoken, ninp=200, nhid=200, nlayers=2, dropout=0.2):
        super().__init__()
        self.ntoken = ntoken
        self.nlayers = nlayers
        self.nhid = nhid
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid, nlayers, dropout=dropout)
        self.decoder = nn.Linear(nhid, ntoken)
        nn.init.uniform_(self.encoder.weight, -0.1, 0.1)
        nn.init.uniform_(self.decoder.weight, -0.1, 0.1)
        nn.init.zeros_(self.decoder.bias)

    def forward(self, tokens, hidden):
        emb = self.drop(self.encoder(tokens))
        out, hidden = self.rnn(emb, hidden)
        decoded = self.decoder(self.drop(out))
        return torch.log_softmax(decoded.view(-1, self.ntoken), dim=1), hidden

    def init_hidden(self, bsz):
        w = next(self.parameters())
        return (w.new_zeros(self.nlayers, bsz, self.nhid), w.new_zeros(self.nlayers, bsz, self.nhid))


def repackage_hidden(h):
    if isinstance(h, torch.Tensor):
        return h.detach()
    return tuple(repackage_hidden(v) for v in h)


def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    return data[: nbatch * bsz].view(bsz, -1).t().contiguous()


def get_batch(source, i, bptt):
    n = min(bptt, len(source) - 1 - i)
    return source[i : i + n], source[i + 1 : i + 1 + n].reshape(-1)


def evaluate(model, source, criterion, bptt):
    model.eval()
    total = 0.0
    hidden = model.init_hidden(source.size(1))
    with torch.no_grad():
        for i in range(0, source.size(0) - 1, bptt):
            data, targets = get_batch(source, i, bptt)
            out, hidden = model(data, hidden)
            total += len(data) * criterion(out, targets).item()
    return total / (len(source) - 1)


def train(model, source, criterion, optimizer, bptt, clip, log_interval=200):
    model.train()
    total, start = 0.0, time.time()
    hidden = model.init_hidden(source.size(1))
    for batch, i in enumerate(range(0, source.size(0) - 1, bptt)):
        data, targets = get_batch(source, i, bptt)
        model.zero_grad()
        hidden = repackage_hidden(hidden)
        out, hidden = model(data, hidden)
        loss = criterion(out, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += loss.item()
        if batch % log_interval == 0 and batch > 0:
            cur = total / log_interval
            ms = (time.time() - start) * 1000 / log_interval
            print(f"batch {batch:5d} ms/batch {ms:.1f} loss {cur:.2f} ppl {math.exp(cur):.2f}")
            total, start = 0.0, time.time()


def main(corpus_path="corpus.pt", epochs=20, bptt=35):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    corpus = torch.load(corpus_path, weights_only=True)
    train_data = batchify(corpus["train"], 20).to(device)
    val_data = batchify(corpus["valid"], 10).to(device)
    model = RNNLM(int(corpus["ntoken"])).to(device)
    criterion = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=20.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.25, patience=0)
    best = None
    for epoch in range(1, epochs + 1):
        train(model, train_data, criterion, optimizer, bptt, clip=0.25)
        val_loss = evaluate(model, val_data, criterion, bptt)
        print(f"end of epoch {epoch} valid loss {val_loss:.3f} ppl {math.exp(val_loss):.2f}")
        scheduler.step(val_loss)
        if best is None or val_loss < best:
            best = val_loss
            torch.save(model.state_dict(), "lm.pt")
    model.load_state_dict(torch.load("lm.pt", map_location=device, weights_only=True))
    return model


if __name__ == "__main__":
    main()
