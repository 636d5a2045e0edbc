import torch
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
shapes = {}


def make_hook(name):  # (1)!
    def keep_shape(module, inputs, outputs):  # (2)!
        shapes[name] = tuple(outputs.shape)

    return keep_shape


handles = [module.register_forward_hook(make_hook(name)) for name, module in model.named_children()]
model(torch.rand(5, 1, 8, 8))
print(shapes)
shapes.clear()
model.forward(torch.rand(5, 1, 8, 8))
print("model.forward:", list(shapes))
shapes.clear()
model[1].forward(torch.rand(5, 64))  # (3)!
print("model[1].forward:", list(shapes))
for handle in handles:
    handle.remove()
model(torch.rand(5, 1, 8, 8))
print("hooks removed:", list(shapes))
