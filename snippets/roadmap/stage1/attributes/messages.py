import torch

table = torch.arange(12).reshape(3, 4)  # (3, 4)
wide = torch.zeros(1, 3).expand(2, 3)  # (2, 3)
for attempt in (
    lambda: table.shape(),
    lambda: len(torch.tensor(0.5)),
    lambda: table.T.view(12),
    lambda: wide.add_(1),
):
    try:
        attempt()
    except (RuntimeError, TypeError) as error:
        print(f"{type(error).__name__}: {str(error).split('. ')[0]}")
