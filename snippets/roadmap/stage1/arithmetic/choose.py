import torch

marks = torch.tensor([[90.0, -1.0, 70.0], [60.0, 80.0, -1.0]])  # (2, 3)
present = marks >= 0  # (2, 3)
print(torch.where(present, marks, 0.0))
print(marks.masked_fill(~present, float("nan")))
print(marks[present])

total = torch.where(present, marks, 0.0).sum(dim=1)  # (2,)
print(total / present.sum(dim=1))  # (1)!
