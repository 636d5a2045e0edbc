import torch
from torch.utils.data import DataLoader, TensorDataset, random_split

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
samples = TensorDataset(images, labels)  # (1)!
generator = torch.Generator().manual_seed(1640)
training, validation, test = random_split(samples, [1197, 300, 300], generator=generator)
print("samples", len(training), len(validation), len(test), "of", len(samples))

loader = DataLoader(training, batch_size=64, shuffle=True, generator=generator)
pixels, targets = next(iter(loader))  # (64, 1, 8, 8), (64,)
print("first batch", tuple(pixels.shape), tuple(targets.shape), "labels", targets[:8].tolist())
print("batches in an epoch", len(loader), "  the last one has", 1197 % 64)
