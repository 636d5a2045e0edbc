import torch
from torch import nn

from hanli.models import EncoderLayer

torch.manual_seed(1640)
for norm_first in (True, False):
    ours = EncoderLayer(16, 2, 64, norm_first=norm_first).double().eval()
    theirs = (
        nn.TransformerEncoderLayer(16, 2, 64, norm_first=norm_first, batch_first=True)
        .double()
        .eval()
    )
    parts = (ours.attention.query, ours.attention.key, ours.attention.value)
    with torch.no_grad():
        theirs.self_attn.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        theirs.self_attn.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
    theirs.self_attn.out_proj.load_state_dict(ours.attention.output.state_dict())
    theirs.linear1.load_state_dict(ours.feed_forward[0].state_dict())
    theirs.linear2.load_state_dict(ours.feed_forward[3].state_dict())
    theirs.norm1.load_state_dict(ours.attention_norm.state_dict())
    theirs.norm2.load_state_dict(ours.feed_forward_norm.state_dict())
    words = torch.randn(2, 5, 16, dtype=torch.float64)  # (B, L, E)
    real = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])  # (B, L)
    expected = theirs(words, src_key_padding_mask=~real)  # (1)!
    difference = (ours(words, real) - expected)[real].abs().max().item()
    print(f"norm_first={norm_first}: {difference:.6f}")
