import torch
from torch import nn

from hanli.models import TransformerEncoder

torch.manual_seed(0)
embedding = nn.Embedding(2699, 96)
encoder = TransformerEncoder(96, num_heads=4, num_layers=2, rotary=True)
tokens = torch.tensor([[1, 100, 200, 300]])
vectors = encoder(embedding(tokens), causal=True)  # (1, 4, 96)
logits = vectors @ embedding.weight.T  # (1, 4, 2699)
parameters = [*embedding.parameters(), *encoder.parameters()]
print(tuple(logits.shape), f"{sum(one.numel() for one in parameters):,} parameters")
