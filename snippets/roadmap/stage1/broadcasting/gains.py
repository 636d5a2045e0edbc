import torch

picture = torch.ones(3, 2, 3)  # (3, 2, 3)
gain = torch.tensor([1.0, 0.5, 0.0])  # (3,)
print("right:", (picture * gain[:, None, None])[:, 0])
print("wrong:", (picture * gain)[:, 0])
