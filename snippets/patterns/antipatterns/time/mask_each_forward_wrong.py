import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    operations = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.operations += 1
        return function(*args, **(kwargs or {}))


class Attention(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.project = nn.Linear(width, 3 * width)

    def forward(self, inputs):
        length = inputs.shape[1]
        mask = torch.zeros(length, length)  # (length, length)
        for row in range(length):
            for column in range(row + 1, length):
                mask[row, column] = float("-inf")  # (1)!
        query, key, value = self.project(inputs).chunk(3, dim=-1)
        return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


model = Attention()
inputs = torch.rand(4, 32, 32)  # (4, 32, 32)
with torch.inference_mode(), Count() as count:
    model(inputs)
print("operations in one forward pass:", count.operations)
