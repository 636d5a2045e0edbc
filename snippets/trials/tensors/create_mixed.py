import torch

at_home = torch.ones(3)  # (3,)
far_away = torch.ones(3, device="meta")  # (3,)
at_home + far_away
