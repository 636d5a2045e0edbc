import copy

import torch
from pretraining import fine_tune, pretrained

from hanli.models import add_lora

for way in ("head", "LoRA", "full"):
    for lr in (0.003, 0.03):
        scores = []
        for seed in (0, 1, 2):
            torch.manual_seed(seed)
            model = copy.deepcopy(pretrained).requires_grad_(way == "full")
            if way == "LoRA":
                add_lora(model, 4, ["query", "value", "feed_forward.0", "feed_forward.3"])
            scores.append(f"{fine_tune(model, lr):.2f}")
        print(f"{way} at {lr}:", *scores)
