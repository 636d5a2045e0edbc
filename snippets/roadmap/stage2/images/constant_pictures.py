import torch

dark, bright = torch.full((1, 2, 2), 0.2), torch.full((1, 2, 2), 0.8)
images = torch.stack([dark, bright]).double()  # (2, 1, 2, 2)
of_each = images.std(dim=(1, 2, 3), correction=0)  # (2,)
print(f"mean of the stds of each picture: {of_each.mean():.4f}")
print(f"std of all pixels:                {images.std(correction=0):.4f}")
