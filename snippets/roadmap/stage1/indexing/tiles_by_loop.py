import torch

image = torch.arange(16).reshape(4, 4)  # (4, 4)
tiles = []
for top in (0, 2):
    for left in (0, 2):
        tiles.append(image[top : top + 2, left : left + 2])
print(image)
print(torch.stack(tiles).tolist())
