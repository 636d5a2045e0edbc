import torch

cube = torch.zeros(2, 3, 4)  # (2, 3, 4)
print(cube.stride())
print(cube[0].stride())
print(cube[:, 1].stride())
print(cube[0].T.stride())
