"""Labels of causal language models, shifted by hand and by the model."""

import torch
import torch.nn.functional as F
from torch.utils.data import Dataset
from transformers import AutoModelForCausalLM, GPT2LMHeadModel, Trainer

model = GPT2LMHeadModel.from_pretrained("gpt2")


class Blocks(Dataset):
    def __init__(self, blocks):
        self.blocks = blocks

    def __getitem__(self, index):
        block = self.blocks[index]
        return {
            "input_ids": block[:-1],
            "labels": block[1:],  # expect: shifted-labels
        }


class NamedBlocks(Dataset):
    def __init__(self, blocks):
        self.blocks = blocks

    def __getitem__(self, index):
        ids = torch.tensor(self.blocks[index])
        x = ids[:-1]
        y = ids[1:].clone()
        return {"input_ids": x, "labels": y}  # expect: shifted-labels


class Whole(Dataset):
    def __init__(self, blocks):
        self.blocks = blocks

    def __getitem__(self, index):
        block = self.blocks[index]
        return {"input_ids": block, "labels": block.clone()}


class Completed(Dataset):
    def __init__(self, blocks):
        self.blocks = blocks

    def __getitem__(self, index):
        block = self.blocks[index]
        return {"input_ids": block[:-1], "targets": block[1:], "labels": block[:-1]}


def train_by_call(network, loader, optimizer):
    for ids in loader:
        optimizer.zero_grad()
        loss = network(input_ids=ids[:, :-1], labels=ids[:, 1:]).loss  # expect: shifted-labels
        loss.backward()
        optimizer.step()


def train_by_names(loader, optimizer):
    for ids in loader:
        x, y = ids[:, :-1].cuda(), ids[:, 1:].cuda()
        optimizer.zero_grad()
        model(x, labels=y).loss.backward()  # expect: shifted-labels
        optimizer.step()


def train_with_own_loss(loader, optimizer):
    for ids in loader:
        optimizer.zero_grad()
        logits = model(ids[:, :-1]).logits
        F.cross_entropy(logits.transpose(1, 2), ids[:, 1:]).backward()
        optimizer.step()


def train_rightly(loader, optimizer):
    for ids in loader:
        optimizer.zero_grad()
        model(ids, labels=ids).loss.backward()
        optimizer.step()


def train_decoder(own, loader, optimizer):
    for ids in loader:
        optimizer.zero_grad()
        own(ids[:, :-1], labels=ids[:, 1:]).loss.backward()
        optimizer.step()


def main(loader, blocks):
    network = AutoModelForCausalLM.from_pretrained("gpt2")
    train_by_call(network, loader, torch.optim.AdamW(network.parameters()))
    return Trainer(model=model, train_dataset=Blocks(blocks))
