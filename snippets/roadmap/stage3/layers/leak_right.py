import torch
from torch import nn

torch.manual_seed(1640)
layer = nn.MultiheadAttention(8, 2, batch_first=True)
sentences = torch.randn(3, 5, 8)  # (3, 5, 8)
changed = sentences.clone()
changed[0] = 0
with torch.no_grad():
    before, _ = layer(sentences, sentences, sentences)
    after, _ = layer(changed, changed, changed)
print("output", tuple(before.shape))
for sample, difference in enumerate((after - before).abs()):
    print(f"sample {sample}: largest change {difference.max().item():.3f}")
