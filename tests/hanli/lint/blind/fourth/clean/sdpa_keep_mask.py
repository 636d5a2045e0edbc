import torch
import torch.nn.functional as F
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, hidden_size, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.qkv = nn.Linear(hidden_size, 3 * hidden_size)
        self.proj = nn.Linear(hidden_size, hidden_size)

    def forward(self, hidden, attention_mask):
        b, t, d = hidden.shape
        qkv = self.qkv(hidden).view(b, t, 3, self.num_heads, d // self.num_heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        mask = attention_mask.bool()[:, None, None, :]
        context = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return self.proj(context.transpose(1, 2).reshape(b, t, d))


class Block(nn.Module):
    def __init__(self, hidden_size=32, num_heads=4):
        super().__init__()
        self.norm1 = nn.LayerNorm(hidden_size)
        self.attention = SelfAttention(hidden_size, num_heads)
        self.norm2 = nn.LayerNorm(hidden_size)
        self.mlp = nn.Sequential(
            nn.Linear(hidden_size, 4 * hidden_size), nn.GELU(), nn.Linear(4 * hidden_size, hidden_size)
        )

    def forward(self, hidden, attention_mask):
        hidden = hidden + self.attention(self.norm1(hidden), attention_mask)
        return hidden + self.mlp(self.norm2(hidden))


if __name__ == "__main__":
    torch.manual_seed(0)
    block = Block().eval()
    attention_mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    with torch.no_grad():
        print(block(torch.randn(2, 4, 32), attention_mask).shape)
