import torch

row = torch.tensor([1.0, 2.0, 3.0])  # (3,)
matrix = torch.zeros(2, 3)  # (2, 3)
wide = row.expand(2, 3)  # (2, 3)
matrix += row  # (2, 3)
print(matrix)

for attempt in (
    lambda: row.add_(matrix),
    lambda: wide.add_(1),
    lambda: wide[:, 0].add_(1),
    lambda: row.expand(2, 4),
):
    try:
        attempt()
    except RuntimeError as error:
        print(str(error).split(". ")[0])
