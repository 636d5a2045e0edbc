import torch
from torch import nn

from hanli.models import TransformerClassifier, add_lora, merge_lora

torch.manual_seed(1640)
model = TransformerClassifier(50, 4, 16, 2, 2, hidden_size=32, dropout=0.0)
tokens = torch.randint(1, 50, (8, 5))
labels = torch.arange(8) % 4
names = list(model.state_dict())
before = model(tokens)  # (8, 4)

add_lora(model, rank=2, targets=["query", "value"])
print("equal before training:", torch.equal(model(tokens), before))
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.05)
for _ in range(20):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(tokens), labels).backward()
    optimizer.step()
trained = model(tokens)  # (8, 4)
print("changed by training:", not torch.allclose(trained, before, atol=0.01))
print("layers merged:", merge_lora(model))
print("merged equals unmerged:", torch.allclose(model(tokens), trained, atol=1e-5))
print("the names of the plain network:", list(model.state_dict()) == names)
