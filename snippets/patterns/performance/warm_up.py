import torch
from torch import nn


def warm_up(model, examples):
    """Compile for every kind of batch that will come, in the mode that will be used."""
    with torch.inference_mode():
        for example in examples:
            model(example)


model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).eval()
model.compile(backend="eager", dynamic=True)  # (1)!
warm_up(model, [torch.rand(8, 4), torch.rand(1, 4)])  # (2)!


def served(mode, make):
    try:
        with mode():
            return tuple(model(make()).shape)
    except RuntimeError as error:
        return str(error).splitlines()[-1].partition(": ")[2].split(". ")[0]


early = torch.rand(8, 4)
with torch.compiler.set_stance("fail_on_recompile"):  # (3)!
    for size in (1, 2, 8, 64):
        batch = torch.rand(size, 4)
        print(f"batch of {size}:", served(torch.inference_mode, lambda batch=batch: batch))
    print("no_grad:", served(torch.no_grad, lambda: early))
    print("made inside inference_mode:", served(torch.inference_mode, lambda: torch.rand(8, 4)))
