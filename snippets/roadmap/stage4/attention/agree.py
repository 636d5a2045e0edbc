import torch
from torch import nn

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
ours = MultiHeadAttention(embed_dim=16, num_heads=4).double()
layers = (ours.query, ours.key, ours.value)
inputs = torch.randn(2, 5, 16, dtype=torch.float64)  # (2, 5, 16)
changed = inputs.clone()
changed[0] = torch.randn(5, 16, dtype=torch.float64)
future = ~torch.ones(5, 5, dtype=torch.bool).tril()  # (5, 5)
for batch_first in (True, False):
    theirs = nn.MultiheadAttention(16, 4, batch_first=batch_first).double()
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([layer.weight for layer in layers]))  # (1)!
        theirs.in_proj_bias.copy_(torch.cat([layer.bias for layer in layers]))
        theirs.out_proj.load_state_dict(ours.output.state_dict())
    outputs, _ = theirs(inputs, inputs, inputs)
    leak = (theirs(changed, changed, changed)[0] - outputs)[1].abs().max().item()
    difference = (outputs - ours(inputs)).abs().max().item()
    print(f"batch_first={batch_first!s:5}  difference {difference:.6f}  leak {leak:.6f}")
    if batch_first:
        masked, _ = theirs(inputs, inputs, inputs, attn_mask=future)  # (2)!
        difference = (masked - ours(inputs, causal=True)).abs().max().item()
        print(f"causal             difference {difference:.6f}")
