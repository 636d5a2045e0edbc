import torch

red = [[1.0, 0.0], [1.0, 0.0]]
green = [[0.5, 0.0], [1.0, 0.0]]
blue = [[0.0, 1.0], [1.0, 0.0]]
color = torch.tensor([red, green, blue])  # (3, 2, 2)
print(color.shape)
print(color[0, 0, 0], color[1, 0, 0], color[2, 0, 0])
