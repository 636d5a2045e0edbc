import torch
from torch import nn

values = torch.tensor([-2, -0.5, 0, 1, 3], dtype=torch.float64)  # (5,)
layers = [nn.ReLU(), nn.LeakyReLU(0.1), nn.GELU(), nn.Sigmoid(), nn.Tanh(), nn.Softmax(dim=-1)]
print(f"{'input':10}", *(f"{number:6.2f}" for number in values.tolist()))
for layer in layers:
    print(f"{type(layer).__name__:10}", *(f"{number:6.2f}" for number in layer(values).tolist()))
