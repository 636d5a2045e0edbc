import torch

letter_t = [[0.5, 1.0, 1.0, 1.0, 0.5]] + [[0.0, 0.0, 1.0, 0.0, 0.0]] * 4
picture = torch.tensor(letter_t)  # (5, 5)
print(picture)
print(picture[0, 4], picture[4, 2])
