import torch

integers = torch.tensor([1, 2])  # (2,)
attempts = {
    "ones(2, 3) + ones(2)": lambda: torch.ones(2, 3) + torch.ones(2),
    "ones(2, 3) @ ones(2, 3)": lambda: torch.ones(2, 3) @ torch.ones(2, 3),
    "bmm(ones(2, 3), ones(3, 2))": lambda: torch.bmm(torch.ones(2, 3), torch.ones(3, 2)),
    "integers @ ones(2)": lambda: integers @ torch.ones(2),
    "integers.add_(0.5)": lambda: integers.add_(0.5),
    "integers.std()": lambda: integers.std(),
    "integers // 0": lambda: integers // 0,
    "if integers > 1": lambda: bool(integers > 1),
    "ones(2, 3).sum(dim=2)": lambda: torch.ones(2, 3).sum(dim=2),
}
for code, attempt in attempts.items():
    try:
        attempt()
    except (IndexError, RuntimeError) as error:
        print(code)
        print(f"    {type(error).__name__}: {error}")
integers[0] = 0.5
print("integers[0] = 0.5:", integers)
