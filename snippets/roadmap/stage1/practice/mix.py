import torch
from skimage import data

photos = [
    data.chelsea()[20:276, 110:366],
    data.coffee()[60:316, 160:416],
    data.astronaut()[:256, 90:346],
]
stacked = torch.stack([torch.from_numpy(photo) for photo in photos])  # (3, 256, 256, 3)
batch = stacked.permute(0, 3, 1, 2)  # (3, 3, 256, 256)
mixtures = torch.tensor(
    [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],  # unchanged
        [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],  # red and blue exchanged
        [[0.299, 0.587, 0.114], [0.299, 0.587, 0.114], [0.299, 0.587, 0.114]],  # gray
    ]
)  # (3, 3, 3)

pixels = (batch / 255).flatten(2)  # (3, 3, 65536)
mixed = (mixtures @ pixels).unflatten(2, (256, 256))  # (3, 3, 256, 256)
print(f"cat, changed by at most {(mixed[0] - batch[0] / 255).abs().max():.4f}")
print(f"coffee, red minus the old blue {(mixed[1, 0] - batch[1, 2] / 255).abs().max():.4f}")
print(f"astronaut, red minus blue {(mixed[2, 0] - mixed[2, 2]).abs().max():.4f}")
