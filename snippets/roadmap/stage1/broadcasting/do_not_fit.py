import torch

scores = torch.zeros(2, 3)  # (2, 3)
bonus = torch.tensor([10.0, 20.0])  # (2,)
try:
    scores + bonus
except RuntimeError as error:
    print(error)
print(scores + bonus[:, None])
