import torch

from hanli.models import TransformerClassifier, add_lora

torch.manual_seed(1640)
model = TransformerClassifier(2000, 4, 64, 4, 2, hidden_size=256, dropout=0.0)
for name in add_lora(model, rank=4, targets=["query", "value"]):
    print(name)
total = sum(p.numel() for p in model.parameters())
trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
print(f"{trained:,} of {total:,} numbers are trained, {trained / total:.1%}")
try:
    add_lora(TransformerClassifier(2000, 4, 64, 4, 2), rank=4, targets=["qurey"])
except ValueError as error:
    print(str(error).partition(";")[0])
