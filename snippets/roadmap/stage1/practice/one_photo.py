import torch
from skimage import data

cat = torch.from_numpy(data.chelsea())  # (300, 451, 3)
print(cat.shape, cat.dtype)
print(cat[100, 200])
