import torch

image = torch.arange(16).reshape(4, 4)  # (4, 4)
rows = []
for top in (0, 2):
    for left in (0, 2):
        rows.append(image[top : top + 2, left : left + 2])
tiles = torch.stack(rows)  # (4, 2, 2)
print(image)
print(tiles.tolist())
