from torch.utils.data import DataLoader, TensorDataset

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
pixels, total, squares = 0, 0.0, 0.0
for batch, _ in DataLoader(TensorDataset(images, labels), batch_size=512):
    batch = batch.double()
    pixels += batch.numel()
    total += batch.sum().item()
    squares += batch.square().sum().item()
mean = total / pixels
std = (squares / pixels - mean**2) ** 0.5
print(f"mean {mean:.4f}, std {std:.4f}")
print(f"mean of per-image stds {images.double().std(dim=(2, 3), correction=0).mean():.4f}")
