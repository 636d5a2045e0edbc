import torch

torch.use_deterministic_algorithms(True)  # (1)!
print("empty:", torch.empty(3))
print("zeros:", torch.zeros(3))
