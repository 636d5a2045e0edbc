import torch
from torch import nn

from hanli.models import TransformerClassifier, add_lora, load_lora_state_dict, lora_state_dict

torch.manual_seed(1640)
model = TransformerClassifier(50, 2, 16, 2, 1, hidden_size=32, dropout=0.0).double()
tokens = torch.randint(1, 50, (32, 5))
tasks = {"first even": tokens[:, 0] % 2, "last even": tokens[:, 4] % 2}
add_lora(model, rank=8, targets=["query", "value", "feed_forward.0", "feed_forward.3"])
start = {name: matrix.clone() for name, matrix in lora_state_dict(model).items()}
adapters = {}
for name, labels in tasks.items():
    load_lora_state_dict(model, start)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.01)
    for _ in range(120):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(tokens), labels).backward()
        optimizer.step()
    adapters[name] = {key: matrix.clone() for key, matrix in lora_state_dict(model).items()}
for name in tasks:
    load_lora_state_dict(model, adapters[name])
    correct = {task: (model(tokens).argmax(1) == y).sum().item() for task, y in tasks.items()}
    print(f"with the adapter for {name}: correct of 32: {correct}")
