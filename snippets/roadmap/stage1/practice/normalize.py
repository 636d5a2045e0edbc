import torch
from skimage import data

photos = [
    data.chelsea()[20:276, 110:366],
    data.coffee()[60:316, 160:416],
    data.astronaut()[:256, 90:346],
]
stacked = torch.stack([torch.from_numpy(photo) for photo in photos])  # (3, 256, 256, 3)
batch = stacked.permute(0, 3, 1, 2)  # (3, 3, 256, 256)

signed = batch / 127.5 - 1  # (3, 3, 256, 256)
print(signed.dtype, signed.min().item(), signed.max().item())
print("brightest:", signed.amax(dim=(1, 2, 3)))

back = ((signed + 1) * 127.5).round().to(torch.uint8)  # (3, 3, 256, 256)
print("changed by going there and back:", (back != batch).sum().item())
