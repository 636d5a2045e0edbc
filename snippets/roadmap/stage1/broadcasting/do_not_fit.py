import torch

scores = torch.ones(2, 3)  # (2, 3)
per_row = torch.tensor([10.0, 20.0])  # (2,)
try:
    scores + per_row
except RuntimeError as error:
    print(error)
try:
    torch.broadcast_shapes((2, 3), (2,))
except RuntimeError as error:
    print(error)
print(scores + per_row.unsqueeze(1))  # (1)!
