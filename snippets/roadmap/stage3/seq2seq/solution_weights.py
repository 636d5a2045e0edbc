import torch

keys = torch.tensor([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]], dtype=torch.float64)  # (3, 2)
mask = torch.tensor([True, True, False])  # (3,)
for query in ([0.0, 0.0], [0.0, 3.0], [0.0, 30.0]):
    scores = keys @ torch.tensor(query, dtype=torch.float64)  # (3,)
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=0)  # (3,)
    print(query, [round(weight, 4) for weight in weights.tolist()])
