import torch

query = torch.tensor([1.0, 0.0])  # (2,)
keys = torch.tensor([[2.0, 0.0], [-1.0, 1.0], [1.0, 1.0]])  # (3, 2)
values = torch.tensor([[10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])  # (3, 2)
scores = keys @ query  # (3,)
weights = scores.softmax(dim=0)  # (3,)
output = weights @ values  # (2,)
print("scores ", scores.tolist())
print("weights", [round(weight, 3) for weight in weights.tolist()])
print("output ", [round(value, 2) for value in output.tolist()])
