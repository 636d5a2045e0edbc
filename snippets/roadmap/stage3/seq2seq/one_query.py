import torch

keys = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [9.0, 9.0]])  # (4, 2)
query = torch.tensor([2.0, 0.0])  # (2,)
mask = torch.tensor([True, True, True, False])  # (4,)
scores = keys @ query  # (4,)
print("scores ", scores.tolist())
scores = scores.masked_fill(~mask, -torch.inf)
print("masked ", scores.tolist())
weights = scores.softmax(dim=0)  # (4,)
print("weights", [round(weight, 4) for weight in weights.tolist()])
print("context", [round(value, 4) for value in (weights @ keys).tolist()])
