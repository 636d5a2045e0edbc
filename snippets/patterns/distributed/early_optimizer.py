import torch
from torch import nn

from hanli.distributed import join, spread


def moved(early):
    """Whether one step of the optimizer changes the model."""
    with join("cpu") as world:
        model = nn.Linear(4, 4)
        before = model.weight.detach().clone()
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
        model = spread(model, world, "fsdp", layers=[])  # (1)!
        if not early:
            optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
        model(torch.randn(8, 4)).square().mean().backward()
        optimizer.step()
        return not torch.equal(model.weight.full_tensor(), before)  # (2)!


print("optimizer made before: the model moved:", moved(early=True))
print("optimizer made after: the model moved:", moved(early=False))
