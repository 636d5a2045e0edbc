import warnings

import torch

tries = {
    "300 as uint8": lambda: torch.tensor([300], dtype=torch.uint8),
    "words": lambda: torch.tensor(["sword", "stone"]),
    "rand_like of integers": lambda: torch.rand_like(torch.tensor([1, 2])),
    "a shape in place of data": lambda: torch.tensor(2, 3),
}
for name, attempt in tries.items():
    try:
        attempt()
    except (RuntimeError, TypeError, ValueError) as error:
        print(f"{name}\n    {type(error).__name__}: {str(error).splitlines()[0]}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.tensor(torch.ones(2))  # (1)!
told = str(caught[0].message).split(",")[0]
print(f"a tensor of a tensor\n    {caught[0].category.__name__}: {told}")
