import torch

x = torch.tensor([[3, 8, 1, 5], [9, 2, 7, 11], [4, 12, 6, 10]])  # (3, 4)
print(x.argmax())  # (1)!
print([place.item() for place in torch.unravel_index(x.argmax(), x.shape)])
print(x.argmax(dim=0), x.argmax(dim=1))

values, places = x.max(dim=1)  # (2)!
print(values, torch.equal(values, x.amax(dim=1)))
print(x.take_along_dim(places[:, None], dim=1).flatten())  # (3)!

top = x.topk(2, dim=1)
print(top.values.tolist(), top.indices.tolist())
