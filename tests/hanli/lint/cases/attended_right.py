"""Padded batches of tokenizers: right."""

import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel, AutoModelForSeq2SeqLM, AutoModelForSequenceClassification, AutoTokenizer, BertModel


def attention_mask_missing(texts):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    model = AutoModel.from_pretrained("bert-base-uncased")
    batch = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
    model.eval()
    with torch.no_grad():
        out = model(batch["input_ids"], attention_mask=batch["attention_mask"])


class Classifier:
    def __init__(self, name):
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        self.model = AutoModelForSequenceClassification.from_pretrained(name).eval()

    @torch.inference_mode()
    def predict(self, texts):
        encoded = self.tokenizer(texts, padding=True, return_tensors="pt")
        return self.model(**encoded).logits.argmax(-1)


def mean_pooling_padding(texts):
    tok = AutoTokenizer.from_pretrained("bert-base-uncased")
    bert = AutoModel.from_pretrained("bert-base-uncased").eval()
    batch = tok(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        hidden = bert(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1)
    sentence = (hidden * mask).sum(1) / mask.sum(1)


class Encoder(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.embedding = nn.Embedding(words, 64, padding_idx=0)
        self.fc = nn.Linear(64, 2)

    def forward(self, ids):
        x = self.embedding(ids)
        mask = (ids != 0).unsqueeze(-1)
        return self.fc((x * mask).sum(1) / mask.sum(1).clamp_min(1))


class Classifier2(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.embedding = nn.Embedding(words, 64, padding_idx=0)
        self.gru = nn.GRU(64, 64, batch_first=True)
        self.fc = nn.Linear(64, 2)

    def forward(self, ids, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
        _, hidden = self.gru(packed)
        return self.fc(hidden[-1])


class Encoder2(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = BertModel.from_pretrained("bert-base-uncased")
        self.head = nn.Linear(768, 2)

    def forward(self, input_ids, attention_mask):
        out = self.bert(input_ids, attention_mask=attention_mask)
        return self.head(out.pooler_output)


def hf_no_mask_loop(loader, opt):
    tok = AutoTokenizer.from_pretrained("distilbert-base-uncased")
    net = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
    for texts, y in loader:
        enc = tok(list(texts), padding=True, truncation=True, return_tensors="pt").to("cuda")
        loss = F.cross_entropy(net(input_ids=enc["input_ids"], attention_mask=enc["attention_mask"]).logits, y)
        opt.zero_grad()
        loss.backward()
        opt.step()


class Embedder:
    def __init__(self, name):
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        self.model = AutoModel.from_pretrained(name).eval()

    @torch.no_grad()
    def encode(self, texts):
        enc = self.tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
        h = self.model(**enc).last_hidden_state
        m = enc["attention_mask"][..., None]
        return (h * m).sum(1) / m.sum(1)


class Classifier3(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, 64, padding_idx=0)
        layer = nn.TransformerEncoderLayer(64, 4, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.fc = nn.Linear(64, 2)

    def forward(self, ids):
        pad = ids == 0
        h = self.encoder(self.emb(ids), src_key_padding_mask=pad)
        return self.fc(h[:, 0])


def generate_mask(sources):
    tok = AutoTokenizer.from_pretrained("t5-small")
    t5 = AutoModelForSeq2SeqLM.from_pretrained("t5-small")
    batch = tok(sources, return_tensors="pt", padding=True)
    out = t5.generate(**batch, max_new_tokens=40)


class Net(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.embed = nn.Embedding(vocab, 50, padding_idx=0)
        self.gru = nn.GRU(50, 50, batch_first=True)
        self.fc = nn.Linear(50, 3)

    def forward(self, ids, lengths):
        x = self.embed(ids)
        out, h = self.gru(x)
        return self.fc(out[torch.arange(len(ids)), lengths - 1])
