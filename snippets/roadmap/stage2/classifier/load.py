import torch
from sklearn.datasets import load_digits

from hanli.data import digits

table = load_digits()
print("scikit-learn:", table.images.shape, "values", table.images.min(), "to", table.images.max())

images, labels = digits()  # (N, 1, 8, 8), (N,)
print("as tensors:  ", tuple(images.shape), images.dtype, "and", tuple(labels.shape), labels.dtype)
print("same pixels: ", torch.equal(images[:, 0] * 16, torch.tensor(table.images).float()))
print("values", images.min().item(), "to", images.max().item())
print("images of each digit:", torch.bincount(labels).tolist())
