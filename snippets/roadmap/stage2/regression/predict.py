import torch

weights = torch.tensor([2.0, -3.4, 1.5])  # (3,)
bias = 4.2
one_pill = torch.tensor([1.0, 0.0, 2.0])  # (3,)
print(f"one pill:  {one_pill @ weights + bias:.1f}")

three_pills = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])  # (3, 3)
print("three pills:", three_pills @ weights + bias)
