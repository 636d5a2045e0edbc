import torch

inputs = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # (3, 2)
query_weight = torch.tensor([[0.0, 1.0], [1.0, 0.0]])  # (2, 2)
key_weight = torch.tensor([[2.0, 0.0], [-1.0, 1.0]])  # (2, 2)
value_weight = torch.tensor([[10.0, 0.0], [0.0, 10.0]])  # (2, 2)
queries = inputs @ query_weight  # (3, 2)
keys = inputs @ key_weight  # (3, 2)
values = inputs @ value_weight  # (3, 2)
scores = queries @ keys.mT  # (3, 3)
weights = scores.softmax(dim=-1)  # (3, 3)
outputs = weights @ values  # (3, 2)
for word, name in enumerate(("I", "sell", "pills")):
    row = [round(weight, 3) for weight in weights[word].tolist()]
    output = [round(value, 2) for value in outputs[word].tolist()]
    print(f"{name:5} scores {scores[word].tolist()} weights {row} output {output}")
