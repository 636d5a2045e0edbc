import torch
from torch import nn
from torch.export import Dim


def export_checked(model, example, batches=(1, 3, 8), tolerance=1e-5):
    if model.training:
        raise ValueError("it is in training mode: call eval() first")
    shapes = ({0: Dim("batch")},)
    program = torch.export.export(model, (example,), dynamic_shapes=shapes)
    loaded = program.module()
    for batch in batches:
        x = torch.randn(batch, *example.shape[1:])
        error = (loaded(x) - model(x)).abs().max().item()
        if not error <= tolerance:  # (1)!
            raise ValueError(f"batch of {batch}: differs by {error:.0e}, allowed {tolerance:.0e}")
    return program


class Centered(nn.Module):
    def forward(self, x):
        return x - x.mean(dim=0) if x.shape[0] > 1 else x


torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 3))
for name, candidate in (("training", model), ("evaluation", model), ("centered", Centered())):
    if name != "training":
        candidate.eval()
    try:
        program = export_checked(candidate, torch.zeros(4, 6))
        print(f"{name}: {type(program).__name__}")
    except ValueError as error:
        print(f"{name}: refused, {error}")
