import torch
from skimage import data

photos = [
    data.chelsea()[20:276, 110:366],
    data.coffee()[60:316, 160:416],
    data.astronaut()[:256, 90:346],
]
stacked = torch.stack([torch.from_numpy(photo) for photo in photos])  # (3, 256, 256, 3)
batch = stacked.permute(0, 3, 1, 2)  # (3, 3, 256, 256)

mirrored = batch.flip(-1)  # (3, 3, 256, 256)
print((mirrored[..., 0] == batch[..., -1]).all())

chosen = torch.tensor([True, False, True])  # (3,)
some = batch.clone()  # (3, 3, 256, 256)
some[chosen] = mirrored[chosen]
print("changed:", (some != batch).flatten(1).any(dim=1))
print("batch.flip(1):", batch[0, :, 0, 0], "->", batch.flip(1)[0, :, 0, 0])
