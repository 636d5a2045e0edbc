import torch

vectors = torch.arange(12).reshape(1, 3, 4)  # (1, 3, 4)
heads = vectors.view(1, 3, 2, 2).transpose(1, 2)  # (1, 2, 3, 2)
wrong = vectors.view(1, 2, 3, 2)  # (1, 2, 3, 2)
print("words ", vectors[0].tolist())
print("head 0", heads[0, 0].tolist())
print("head 1", heads[0, 1].tolist())
print("wrong ", wrong[0, 0].tolist())
joined = heads.transpose(1, 2).flatten(2)  # (1, 3, 4)
print("joined", joined[0].tolist())
