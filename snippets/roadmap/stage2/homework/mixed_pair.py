import torch

from hanli.data import mnist_small

images, labels = mnist_small()
three, eight = images[labels == 3][0], images[labels == 8][0]  # (1, 28, 28) each
share = 0.75
mixed = share * three + (1 - share) * eight
targets = torch.zeros(10)
targets[3], targets[8] = share, 1 - share
print("pixel", [round(picture[0, 6, 9].item(), 4) for picture in (three, eight, mixed)])
print("label", targets.tolist())
