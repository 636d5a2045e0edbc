"""Parameters in bfloat16 that an optimizer changes."""

import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification


def tune_loaded(name):
    model = AutoModelForCausalLM.from_pretrained(name, torch_dtype=torch.bfloat16)  # expect: low-precision-weights
    model.to("cuda").train()
    return model, torch.optim.AdamW(model.parameters(), lr=1e-5)


class Net(nn.Sequential):
    pass


model = Net(nn.Linear(8, 8)).to(device="cuda", dtype=torch.bfloat16)  # expect: low-precision-weights
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)


def predict(name):
    judge = AutoModelForSequenceClassification.from_pretrained(name, torch_dtype=torch.bfloat16).eval()
    model = AutoModelForSequenceClassification.from_pretrained(name)
    return judge, model, torch.optim.AdamW(model.parameters(), lr=1e-5)


def tune_under_autocast(name, batch):
    model = AutoModelForSequenceClassification.from_pretrained(name, dtype=torch.float32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = model(**batch).loss
    inputs = batch["x"].to(torch.bfloat16)
    return loss, optimizer, inputs


def tune_a_head(name):
    backbone = AutoModelForSequenceClassification.from_pretrained(name, torch_dtype=torch.bfloat16)
    head = nn.Linear(8, 2)
    return backbone, torch.optim.AdamW(head.parameters(), lr=1e-3)


def tune_by_choice(name, dtype):
    model = AutoModelForSequenceClassification.from_pretrained(name, torch_dtype=dtype)
    return torch.optim.AdamW(model.parameters(), lr=1e-5)
