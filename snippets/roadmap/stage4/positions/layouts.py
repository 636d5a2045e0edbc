import torch

from hanli.models import RotaryPositions

pairs, halves = RotaryPositions(4), RotaryPositions(4, interleaved=False)
vector = torch.tensor([[1.0, 2.0, 3.0, 4.0]]).double()  # (1, 4)
order = torch.tensor([0, 2, 1, 3])  # (4,)
inverse = order.argsort()  # (1)!


def rounded(vector):
    return [round(value, 3) for value in vector.tolist()]


for name, rotary in (("pairs", pairs), ("halves", halves)):
    turned = rotary(vector, 1)  # (1, 4)
    scores = [(rotary(vector, i) @ rotary(vector, j).mT).item() for i, j in ((3, 1), (9, 7))]
    print(f"{name:6}", rounded(turned[0]), [round(score, 3) for score in scores])
reordered = halves(vector[:, order], 1)[:, inverse]  # (1, 4)
print("halves, reordered", rounded(reordered[0]))
