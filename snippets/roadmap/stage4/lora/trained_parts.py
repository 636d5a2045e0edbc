import copy

import torch
from pretraining import fine_tune, pretrained

from hanli.models import add_lora

targets = ["query", "value", "feed_forward.0", "feed_forward.3"]
lora, embeddings = ["lora_a", "lora_b"], ["embedding.weight"]
weights = [f"{target}.weight" for target in targets]
ways = {
    "LoRA": lora,
    "the weights of the same layers": weights,
    "embeddings": embeddings,
    "LoRA and embeddings": lora + embeddings,
    "the weights and embeddings": weights + embeddings,
}
for way, ends in ways.items():
    scores = []
    for seed in (0, 1, 2):
        torch.manual_seed(seed)
        model = copy.deepcopy(pretrained)
        if "LoRA" in way:
            add_lora(model, 4, targets)
        for name, p in model.named_parameters():
            p.requires_grad_(name.endswith(tuple(ends)))
        scores.append(fine_tune(model, lr=0.01))
    print(f"{way}: {sum(scores) / 3:.2f}")
