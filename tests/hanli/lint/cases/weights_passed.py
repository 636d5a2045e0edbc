"""Parameters in bfloat16 whose optimizer another function makes."""

import torch
from transformers import GPT2LMHeadModel


def make_optimizer(network):
    return torch.optim.AdamW(params=network.parameters(), lr=3e-4)


def main():
    network = GPT2LMHeadModel.from_pretrained("gpt2", dtype="bfloat16")  # expect: low-precision-weights
    return make_optimizer(network)
