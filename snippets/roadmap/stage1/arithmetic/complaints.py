import torch

whole = torch.tensor([1, 2])  # (2,)
attempts = {
    "ones(2, 3) @ ones(2, 3)": lambda: torch.ones(2, 3) @ torch.ones(2, 3),
    "bmm(ones(2, 3), ones(3, 2))": lambda: torch.bmm(torch.ones(2, 3), torch.ones(3, 2)),
    "whole @ ones(2)": lambda: whole @ torch.ones(2),
    "whole.add_(0.5)": lambda: whole.add_(0.5),
    "whole.std()": lambda: whole.std(),
    "whole // 0": lambda: whole // 0,
    "if whole > 1": lambda: bool(whole > 1),
    "ones(2, 3).sum(dim=2)": lambda: torch.ones(2, 3).sum(dim=2),
}
for code, attempt in attempts.items():
    try:
        attempt()
    except (IndexError, RuntimeError) as error:
        print(code)
        print(f"    {type(error).__name__}: {error}")
