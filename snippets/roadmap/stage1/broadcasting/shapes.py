import torch

pairs = [
    ((2, 3), ()),
    ((2, 3), (3,)),
    ((3, 1), (4,)),
    ((8, 1, 6), (7, 1)),
    ((8, 7, 6), (8, 1, 1)),
]
for left, right in pairs:
    print(left, "and", right, "->", tuple(torch.broadcast_shapes(left, right)))
