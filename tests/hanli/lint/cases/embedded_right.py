"""Embeddings and the numbers of words: right."""

import torch
from torch import nn
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    BertForMaskedLM,
    BertTokenizer,
    GPT2LMHeadModel,
    GPT2TokenizerFast,
)


def embedding_too_small(texts):
    vocab = {"<pad>": 0, "<unk>": 1}
    for text in texts:
        for word in text.split():
            vocab.setdefault(word, len(vocab))
    model = nn.Sequential(nn.Embedding(len(vocab), 64), nn.Flatten())


def embedding_too_small_second(texts):
    words = sorted({w for t in texts for w in t.split()})
    word_to_id = {w: i + 1 for i, w in enumerate(words)}
    embedding = nn.Embedding(len(words) + 1, 100, padding_idx=0)
    ids = torch.tensor([[word_to_id[w] for w in t.split()] for t in texts])


class Net(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.stoi = {word: index + 2 for index, word in enumerate(vocab)}
        self.embed = nn.Embedding(len(vocab) + 2, 32, padding_idx=0)


def added_tokens_without_resize(texts):
    tokenizer = AutoTokenizer.from_pretrained("gpt2")
    model = AutoModelForCausalLM.from_pretrained("gpt2")
    tokenizer.add_special_tokens({"pad_token": "[PAD]"})
    model.resize_token_embeddings(len(tokenizer))
    batch = tokenizer(texts, padding=True, return_tensors="pt")
    loss = model(**batch, labels=batch["input_ids"].masked_fill(batch["attention_mask"] == 0, -100)).loss


def load(name):
    tokenizer = BertTokenizer.from_pretrained(name)
    tokenizer.add_tokens(["<ent>", "</ent>"])
    model = BertForMaskedLM.from_pretrained(name)
    model.resize_token_embeddings(len(tokenizer))
    return tokenizer, model


def batch_first_mismatch(sequences):
    self_lstm = nn.LSTM(64, 64, batch_first=True)
    padded = nn.utils.rnn.pad_sequence(sequences, batch_first=True)
    out, _ = self_lstm(padded)


class Net2(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(32, 32, batch_first=True)

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out, _ = self.rnn(packed)
        return nn.utils.rnn.pad_packed_sequence(out, batch_first=True)[0]


def embedding_vocab_max(sequences):
    ids = torch.tensor(sequences)
    emb = nn.Embedding(ids.max().item() + 1, 64)


def embedding_off_by_unk(words):
    vocab = {w: i for i, w in enumerate(words, start=2)}
    vocab["<pad>"], vocab["<unk>"] = 0, 1
    layer = nn.Embedding(len(vocab), 32)


class Chat:
    def __init__(self):
        self.tok = GPT2TokenizerFast.from_pretrained("gpt2")
        self.tok.add_special_tokens({"additional_special_tokens": ["<user>", "<bot>"]})
        self.lm = GPT2LMHeadModel.from_pretrained("gpt2")
        self.lm.resize_token_embeddings(len(self.tok))
