import torch

bar = [0.5, 1.0, 1.0, 1.0, 0.5]
stem = [0.0, 0.0, 1.0, 0.0, 0.0]
picture = torch.tensor([bar, stem, stem, stem, stem])  # (5, 5)
print(picture)
print(picture[0, 4], picture[4, 2])
