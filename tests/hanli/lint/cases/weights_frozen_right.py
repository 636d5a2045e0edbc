"""A model in bfloat16 of which only float32 parameters are trained."""

import torch
from transformers import AutoModelForCausalLM


def tune(name):
    model = AutoModelForCausalLM.from_pretrained(name, torch_dtype=torch.bfloat16)
    for p in model.parameters():
        p.requires_grad = False
    model.lm_head.to(torch.float32).requires_grad_(True)
    return torch.optim.AdamW(model.parameters(), lr=1e-4)
