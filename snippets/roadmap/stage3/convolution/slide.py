import torch
from skimage import data
from torch import nn

photo = torch.from_numpy(data.chelsea())[100:130, 150:190, 0].double()  # (30, 40)
kernel = torch.tensor([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype=torch.float64)  # (3, 3)

by_hand = torch.zeros(28, 38, dtype=torch.float64)  # (28, 38)
for row in range(28):
    for column in range(38):
        window = photo[row : row + 3, column : column + 3]  # (3, 3)
        by_hand[row, column] = (window * kernel).sum()

layer = nn.Conv2d(1, 1, 3, bias=False).double()
with torch.no_grad():
    layer.weight.copy_(kernel)  # (1)!
    by_layer = layer(photo.reshape(1, 1, 30, 40))  # (1, 1, 28, 38)
print("weight", tuple(layer.weight.shape), " output", tuple(by_layer.shape))
print("row 0, column 17:", by_hand[0, 17].item(), by_layer[0, 0, 0, 17].item())
print("largest difference:", (by_layer[0, 0] - by_hand).abs().max().item())
