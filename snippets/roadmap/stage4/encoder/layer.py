import torch
from torch import nn

from hanli.models import MultiHeadAttention


class Layer(nn.Module):
    def __init__(self, embed_dim, num_heads, hidden_size, dropout):
        super().__init__()
        self.attention = MultiHeadAttention(embed_dim, num_heads)
        self.feed_forward = nn.Sequential(
            nn.Linear(embed_dim, hidden_size), nn.ReLU(), nn.Linear(hidden_size, embed_dim)
        )
        self.attention_norm = nn.LayerNorm(embed_dim)
        self.feed_forward_norm = nn.LayerNorm(embed_dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words):
        read = self.attention(self.attention_norm(words))  # (B, L, E)
        words = words + self.dropout(read)  # (B, L, E)
        changed = self.feed_forward(self.feed_forward_norm(words))  # (B, L, E)
        return words + self.dropout(changed)  # (B, L, E)


torch.manual_seed(1640)
layer = Layer(16, 2, 64, dropout=0.1).eval()
words = torch.randn(2, 5, 16)  # (B, L, E)
other = words.clone()
other[0, 4] = torch.randn(16)
changes = (layer(other) - layer(words)).abs().amax(dim=-1)  # (B, L)
print("shape:", tuple(layer(words).shape))
for sample, row in enumerate(changes.tolist()):
    print(f"sample {sample}:", [f"{change:.2f}" for change in row])
