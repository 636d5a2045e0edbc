import torch
from torch import nn

batch = torch.tensor([[[[1, 2], [3, 4]]]])  # (1, 1, 2, 2)
padded = nn.functional.pad(batch, (1, 1, 1, 1))  # (1, 1, 4, 4)
print(padded[0, 0])
windows = padded.unfold(2, 2, 1).unfold(3, 2, 1)  # (1, 1, 3, 3, 2, 2)
for down, right in ((1, 1), (0, 1), (1, 2)):
    print(down, right, windows[0, 0, down, right].tolist())
