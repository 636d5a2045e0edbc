import torch
from torch.distributed.tensor import DTensor

from hanli.distributed import join, launch, spread

UNITS = {
    "one unit": lambda model: [],  # (1)!
    "children": lambda model: [model.backbone, model.head],
    "default": lambda model: None,
}


def largest_gathered(kind):
    with join("cpu") as world:
        torch.manual_seed(1640)
        blocks = [torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.GELU()) for _ in range(8)]
        model = torch.nn.Sequential()
        model.backbone, model.head = torch.nn.Sequential(*blocks), torch.nn.Linear(64, 10)
        whole = sum(parameter.numel() for parameter in model.parameters())
        model = spread(model, world, "fsdp", layers=UNITS[kind](model))
        seen = []

        def look(*_):  # (2)!
            together = [p for p in model.parameters() if not isinstance(p, DTensor)]
            seen.append(sum(parameter.numel() for parameter in together))

        for block in [*blocks, model.head]:
            (block[0] if block in blocks else block).register_forward_pre_hook(look)
        model(torch.ones(2, 64))
        return max(seen), whole


if __name__ == "__main__":
    for kind in UNITS:
        (most, whole), _ = launch(largest_gathered, kind, processes=2)
        print(f"{kind}: at most {most:,} of {whole:,} parameters are gathered ({most / whole:.0%})")
