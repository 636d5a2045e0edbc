import torch
from torch import nn
from torch.nn import functional as F


class MultiHead(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.query = nn.Linear(embed_dim, embed_dim)
        self.key = nn.Linear(embed_dim, embed_dim)
        self.value = nn.Linear(embed_dim, embed_dim)
        self.output = nn.Linear(embed_dim, embed_dim)

    def split(self, vectors):
        return vectors.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)  # (1)!

    def project(self, inputs):
        return [self.split(layer(inputs)) for layer in (self.query, self.key, self.value)]

    def forward(self, inputs):
        queries, keys, values = self.project(inputs)  # (B, H, L, D), (B, H, L, D), (B, H, L, D)
        scores = queries @ keys.mT / queries.shape[-1] ** 0.5  # (B, H, L, L)
        weights = scores.softmax(dim=-1)  # (B, H, L, L)
        heads = weights @ values  # (B, H, L, D)
        return self.output(heads.transpose(1, 2).flatten(2))


torch.manual_seed(1640)
model = MultiHead(512, 8)
inputs = torch.randn(2, 10, 512)  # (2, 10, 512)
by_hand = model(inputs)  # (2, 10, 512)
for name, scale in (("64", 64**-0.5), ("512", 512**-0.5)):
    heads = F.scaled_dot_product_attention(*model.project(inputs), scale=scale)  # (2, 8, 10, 64)
    built_in = model.output(heads.transpose(1, 2).flatten(2))  # (2, 10, 512)
    gap = (built_in - by_hand).abs().max().item()
    print(f"divided by the square root of {name:3}: differs by {gap:.5f}")
queries, keys, _ = model.project(inputs)  # (2, 8, 10, 64), (2, 8, 10, 64), (2, 8, 10, 64)
print(f"std of the scores {(queries @ keys.mT / 64**0.5).std().item():.2f}")
print("weights of query, key, value:", 3 * model.query.weight.numel())
