import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    operations = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.operations += 1
        return function(*args, **(kwargs or {}))


class Attention(nn.Module):
    def __init__(self, width=32, longest=64):
        super().__init__()
        self.project = nn.Linear(width, 3 * width)
        mask = torch.full((longest, longest), float("-inf")).triu(1)  # (longest, longest)
        self.register_buffer("mask", mask, persistent=False)  # (1)!

    def forward(self, inputs):
        length = inputs.shape[1]
        query, key, value = self.project(inputs).chunk(3, dim=-1)
        mask = self.mask[:length, :length]  # (length, length)
        return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


model = Attention()
inputs = torch.rand(4, 32, 32)  # (4, 32, 32)
with torch.inference_mode(), Count() as count:
    outputs = model(inputs)  # (4, 32, 32)
print("operations in one forward pass:", count.operations)
query, key, value = model.project(inputs).chunk(3, dim=-1)
flag = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)  # (2)!
print("is_causal=True agrees:", torch.allclose(flag, outputs, atol=1e-6))
print("the mask moves with the model:", model.to("meta").mask.device)
print("and is not in the checkpoint:", "mask" not in model.state_dict())
