"""Labels of padded batches: right."""

import torch
from torch.utils.data import Dataset
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoTokenizer,
    T5ForConditionalGeneration,
    T5Tokenizer,
)


def labels_of_padding(texts):
    tokenizer = AutoTokenizer.from_pretrained("gpt2")
    tokenizer.pad_token = tokenizer.eos_token
    model = AutoModelForCausalLM.from_pretrained("gpt2")
    batch = tokenizer(texts, padding=True, return_tensors="pt")
    labels = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, -100)
    loss = model(**batch, labels=labels).loss
    loss.backward()


class Texts(Dataset):
    def __init__(self, texts, tokenizer):
        self.encoded = tokenizer(texts, padding="max_length", max_length=128, truncation=True, return_tensors="pt")

    def __len__(self):
        return len(self.encoded["input_ids"])

    def __getitem__(self, i):
        ids, mask = self.encoded["input_ids"][i], self.encoded["attention_mask"][i]
        return {"input_ids": ids, "attention_mask": mask, "labels": ids.clone().masked_fill(mask == 0, -100)}


def labels_of_padding_second():
    model = AutoModelForCausalLM.from_pretrained("gpt2")


def labels_of_padding_third(loader):
    tokenizer = T5Tokenizer.from_pretrained("t5-small")
    model = T5ForConditionalGeneration.from_pretrained("t5-small")
    for sources, targets in loader:
        inputs = tokenizer(sources, padding=True, return_tensors="pt")
        labels = tokenizer(targets, padding=True, return_tensors="pt").input_ids
        labels[labels == tokenizer.pad_token_id] = -100
        loss = model(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask, labels=labels).loss
        loss.backward()


def pad_tokens_bert_mlm(texts):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    model = AutoModelForMaskedLM.from_pretrained("bert-base-uncased")
    enc = tokenizer(texts, padding="max_length", truncation=True, return_tensors="pt")
    labels = enc.input_ids.clone()
    mask = torch.rand(labels.shape) < 0.15
    enc["input_ids"][mask] = tokenizer.mask_token_id
    labels[~mask] = -100
    loss = model(**enc, labels=labels).loss
