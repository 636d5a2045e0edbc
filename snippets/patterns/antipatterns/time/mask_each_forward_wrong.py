import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    operations = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.operations += 1
        return function(*args, **(kwargs or {}))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(32, 3 * 32)

    def forward(self, inputs):
        query, key, value = self.project(inputs).chunk(3, dim=-1)
        mask = torch.zeros(32, 32)  # (32, 32)
        for row in range(32):
            for column in range(row + 1, 32):
                mask[row, column] = float("-inf")  # (1)!
        return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


torch.manual_seed(0)
model = Attention()
inputs = torch.rand(4, 32, 32)  # (4, 32, 32)
with torch.inference_mode(), Count() as count:
    outputs = model(inputs)  # (4, 32, 32)
print(f"mean of the outputs: {outputs.mean():.4f}")
print("operations in one forward pass:", count.operations)
