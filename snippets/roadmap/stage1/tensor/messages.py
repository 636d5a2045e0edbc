import torch

x = torch.tensor([36.6, 37.0])  # (2,)
attempts = [
    lambda: x.item(),  # (1)!
    lambda: torch.tensor([[1, 2], [3]]),
    lambda: torch.tensor(["36.6"]),
    lambda: torch.sum([36.6, 37.0]),
]
for attempt in attempts:
    try:
        attempt()
    except (RuntimeError, TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")
