import torch

x = torch.arange(12).reshape(3, 4)  # (3, 4)
attempts = {
    "x[3]": lambda: x[3],
    "x.reshape(5, -1)": lambda: x.reshape(5, -1),
    "x.T.view(12)": lambda: x.T.view(12),
    "x[torch.tensor([True, False])]": lambda: x[torch.tensor([True, False])],
    "x[(x > 2) and (x < 7)]": lambda: x[(x > 2) and (x < 7)],
    "x[::-1]": lambda: x[::-1],
    "torch.cat([x, x.T])": lambda: torch.cat([x, x.T]),
    "torch.stack([x, x.T])": lambda: torch.stack([x, x.T]),
}
for code, attempt in attempts.items():
    try:
        attempt()
    except (IndexError, RuntimeError, ValueError) as error:
        print(code)
        print(f"    {type(error).__name__}: {error}")
