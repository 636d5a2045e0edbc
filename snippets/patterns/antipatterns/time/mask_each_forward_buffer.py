import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, longest=64, window=8):
        super().__init__()
        self.project = nn.Linear(32, 3 * 32)
        distance = torch.arange(longest)[:, None] - torch.arange(longest)  # (longest, longest)
        visible = (distance >= 0) & (distance < window)  # (longest, longest)
        self.register_buffer("visible", visible, persistent=False)  # (1)!

    def forward(self, inputs):
        length = inputs.shape[1]
        query, key, value = self.project(inputs).chunk(3, dim=-1)
        mask = self.visible[:length, :length]  # (length, length)
        return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


model = Attention()
print("lengths 8 and 32:", [tuple(model(torch.rand(4, length, 32)).shape) for length in (8, 32)])
print("row 9 sees:", model.visible[9].nonzero().flatten().tolist())
print("in the checkpoint:", list(model.state_dict()))
print("device after to():", model.to("meta").visible.device)
