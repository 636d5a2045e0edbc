import torch
from skimage import data

photos = [
    data.chelsea()[20:276, 110:366],  # (1)!
    data.coffee()[60:316, 160:416],
    data.astronaut()[:256, 90:346],
]
stacked = torch.stack([torch.from_numpy(photo) for photo in photos])  # (3, 256, 256, 3)
batch = stacked.permute(0, 3, 1, 2)  # (2)!
print(batch.shape, batch.dtype)
print("darkest:  ", batch.amin(dim=(1, 2, 3)))
print("brightest:", batch.amax(dim=(1, 2, 3)))
