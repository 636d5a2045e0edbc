import torch

scores = torch.tensor([[0.0, 1.0, 1.0], [2.0, -1.0, 1.0], [2.0, 0.0, 2.0]])  # (3, 3)
causal = torch.ones(3, 3, dtype=torch.bool).tril()  # (3, 3)
weights = scores.masked_fill(~causal, -torch.inf).softmax(dim=-1)  # (3, 3)
for word in range(3):
    row = [round(weight, 3) for weight in weights[word].tolist()]
    print(causal[word].int().tolist(), row)
