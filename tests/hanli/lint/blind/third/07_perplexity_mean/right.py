"""Held-out perplexity of a trained word-level LSTM language model."""
import argparse
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD = 0


class WordLM(nn.Module):
    def __init__(self, vocab_size, dim=512, layers=2):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, dim, padding_idx=PAD)
        self.rnn = nn.LSTM(dim, dim, layers, batch_first=True, dropout=0.2)
        self.proj = nn.Linear(dim, vocab_size)

    def forward(self, ids):
        states, _ = self.rnn(self.emb(ids))
        return self.proj(states)


def load_sentences(path, vocab):
    sentences = []
    with open(path, encoding="utf-8") as fh:
        for line in fh:
            words = ["<s>", *line.split(), "</s>"]
            sentences.append(torch.tensor([vocab.get(w, vocab["<unk>"]) for w in words]))
    return sentences


def collate(batch):
    return pad_sequence(batch, batch_first=True, padding_value=PAD)


@torch.inference_mode()
def perplexity(model, loader, device):
    model.eval()
    total_nll, total_words = 0.0, 0
    for ids in loader:
        ids = ids.to(device)
        logits, gold = model(ids[:, :-1]), ids[:, 1:]
        nll = F.cross_entropy(logits.transpose(1, 2), gold, ignore_index=PAD, reduction="sum")
        n_words = (gold != PAD).sum().item()
        total_nll += nll.item()
        total_words += n_words
    return math.exp(total_nll / total_words)


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("checkpoint")
    cli.add_argument("text")
    cli.add_argument("--batch-size", type=int, default=32)
    opts = cli.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    saved = torch.load(opts.checkpoint, map_location="cpu")
    model = WordLM(len(saved["vocab"]))
    model.load_state_dict(saved["model"])
    model.to(device)

    sentences = sorted(load_sentences(opts.text, saved["vocab"]), key=len)
    loader = DataLoader(sentences, batch_size=opts.batch_size, collate_fn=collate)
    print(f"{opts.text}: ppl {perplexity(model, loader, device):.2f}")


if __name__ == "__main__":
    main()
