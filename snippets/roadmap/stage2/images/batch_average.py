import torch
from torch.utils.data import DataLoader

images = torch.zeros(5, 3, 2, 2, dtype=torch.float64)
images[4] = 1.0  # (1)!
batches = list(DataLoader(images, batch_size=4))
print("batches of", [len(batch) for batch in batches])
means = torch.stack([batch.mean() for batch in batches])  # (2,)
stds = torch.stack([batch.std(correction=0) for batch in batches])  # (2,)
print(f"mean: of the batch means {means.mean():.2f}, of all pixels {images.mean():.2f}")
print(f"std:  mean of the batches {stds.mean():.2f}, of all pixels {images.std(correction=0):.2f}")
