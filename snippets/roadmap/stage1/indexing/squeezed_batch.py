import torch

for count in (3, 1):
    column = torch.zeros(count, 1)  # a score for each picture
    print(count, column.squeeze().shape, column.squeeze(1).shape)
