import warnings

import torch

attempts = {
    "300 as uint8": lambda: torch.tensor([300], dtype=torch.uint8),
    "an integer of 64 binary digits": lambda: torch.tensor([2**63]),
    "words": lambda: torch.tensor(["sword", "stone"]),
    "rows of different lengths": lambda: torch.tensor([[1, 2, 3], [4, 5]]),
    "rand_like of integers": lambda: torch.rand_like(torch.tensor([1, 2])),
    "a shape instead of data": lambda: torch.tensor(2, 3),
}
for name, attempt in attempts.items():
    try:
        attempt()
    except (RuntimeError, TypeError, ValueError) as error:
        print(f"{name}\n    {type(error).__name__}: {str(error).splitlines()[0]}")

with warnings.catch_warnings(record=True) as caught:  # (1)!
    warnings.simplefilter("always")
    torch.tensor(torch.ones(2))  # (2)!
message = str(caught[0].message).split(",")[0]
print(f"a tensor of a tensor\n    {caught[0].category.__name__}: {message}")
