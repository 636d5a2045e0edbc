import torch

torch.use_deterministic_algorithms(True)
shelf = torch.zeros(3)  # (3,)
places = torch.tensor([0, 0])  # both values are meant for the same place
shelf.put_(places, torch.tensor([1.0, 2.0]))
