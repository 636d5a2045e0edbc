import torch
from torch.nn.functional import pad
from torch.utils.data import DataLoader

from hanli.data import mnist_small

images, digits = mnist_small()  # (5000, 1, 28, 28), (5000,)
generator = torch.Generator().manual_seed(1640)
draws = [torch.randint(5000, (length,), generator=generator) for length in (1, 3, 4, 2)]
strips = [(torch.cat(list(images[draw]), dim=2), digits[draw]) for draw in draws]  # (1)!


def collate(samples):  # (2)!
    strips, labels = zip(*samples, strict=True)
    widths = torch.tensor([strip.shape[2] for strip in strips])  # (B,)
    lengths = torch.tensor([len(label) for label in labels])  # (B,)
    widest = int(widths.max())
    batch = torch.stack([pad(strip, (0, widest - strip.shape[2])) for strip in strips])  # (3)!
    return batch, widths, torch.cat(labels), lengths  # (4)!


batch, widths, labels, lengths = next(iter(DataLoader(strips, batch_size=4, collate_fn=collate)))
print("batch: ", tuple(batch.shape))
print("widths:", widths.tolist())
print("labels:", [label.tolist() for label in labels.split(lengths.tolist())])
