import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.distributed.tensor import DTensor

from hanli.distributed import join, launch, spread


def held(tensors):
    """How many numbers of these tensors lie in this process."""
    return sum(t.to_local().numel() if isinstance(t, DTensor) else t.numel() for t in tensors)


def one_of_two(how):
    with join("cpu") as world:
        model = nn.Sequential(nn.Linear(64, 128), nn.GELU(), nn.Linear(128, 10))
        model = spread(model, world, how, layers=[model[0], model[2]])  # (1)!
        optimizer = torch.optim.AdamW(model.parameters())  # (2)!
        model(torch.randn(16, 64)).square().mean().backward()
        optimizer.step()
        parameters = list(model.parameters())
        gradients = [parameter.grad for parameter in parameters]
        moments = [s[name] for s in optimizer.state.values() for name in ("exp_avg", "exp_avg_sq")]
        return held(parameters), held(gradients), held(moments)


if __name__ == "__main__":
    rows = [(how, row) for how in ("ddp", "fsdp") for row in launch(one_of_two, how, processes=2)]
    names = [f"{how}, process {place % 2}" for place, (how, _) in enumerate(rows)]
    for name, (_, row) in zip(names, rows, strict=True):
        print(f"{name}: parameters {row[0]:,}, gradients {row[1]:,}, optimizer {row[2]:,}")
    figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
    left = [0] * len(rows)
    for column, part in enumerate(("parameters", "gradients", "optimizer (AdamW)")):
        axes.barh(names, [row[column] for _, row in rows], left=left, label=part)
        left = [start + row[column] for start, (_, row) in zip(left, rows, strict=True)]
    axes.set(xlabel="numbers held")
    axes.invert_yaxis()
    axes.legend()
    figure.savefig("halves.svg")
