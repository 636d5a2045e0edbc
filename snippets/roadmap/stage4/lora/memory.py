import io

import torch
from torch import nn

from hanli.memory import saved_bytes
from hanli.models import TransformerClassifier, add_lora, lora_state_dict


def file_size(state):
    file = io.BytesIO()
    torch.save(state, file)
    return len(file.getvalue())


tokens, labels = torch.randint(1, 2000, (32, 12)), torch.arange(32) % 4
for way in ("full", "LoRA"):
    torch.manual_seed(1640)
    model = TransformerClassifier(2000, 4, 64, 4, 2, hidden_size=256, dropout=0.0)
    if way == "LoRA":
        add_lora(model, rank=4, targets=["query", "value"])
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained)
    with saved_bytes(model) as activations:
        loss = nn.functional.cross_entropy(model(tokens), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    state = [t for s in optimizer.state.values() for t in s.values()]
    sizes = {
        "gradients": sum(p.grad.nbytes for p in trained),
        "optimizer": sum(t.nbytes for t in state),
        "activations": activations.peak,
        "file": file_size(lora_state_dict(model) if way == "LoRA" else model.state_dict()),
    }
    print(f"{way}:", ", ".join(f"{name} {size / 1024:,.0f} KiB" for name, size in sizes.items()))
