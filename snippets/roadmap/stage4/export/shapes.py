import torch
from torch import nn
from torch.export import Dim, export

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
example = torch.zeros(4, 6)  # (4, 6)
fixed = export(model, (example,)).module()
dynamic = export(model, (example,), dynamic_shapes=({0: Dim("batch")},)).module()


def attempt(name, program, shape):
    try:
        x = torch.randn(shape)
        same = torch.allclose(program(x), model(x), atol=1e-6)
        print(f"{name} {shape}: equal to the network: {same}")
    except AssertionError as error:
        print(f"{name} {shape}: {str(error).splitlines()[0]}")


attempt("fixed  ", fixed, (4, 6))
attempt("fixed  ", fixed, (2, 6))
for size in (1, 3, 8):
    attempt("dynamic", dynamic, (size, 6))
attempt("dynamic", dynamic, (3, 5))
