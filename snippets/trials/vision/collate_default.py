import torch
from torch.utils.data import DataLoader, Dataset

from hanli.data import mnist_small


class Strips(Dataset):
    """Strips of one to four handwritten digits side by side: each has its own width and labels."""

    def __init__(self, lengths):
        self.images, self.labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
        generator = torch.Generator().manual_seed(1640)
        self.members = [torch.randint(5000, (length,), generator=generator) for length in lengths]

    def __len__(self):
        return len(self.members)

    def __getitem__(self, index):
        members = self.members[index]
        return torch.cat(list(self.images[members]), dim=2), self.labels[members]


strips = Strips(lengths=[1, 3, 4, 2])
for index in range(len(strips)):
    strip, labels = strips[index]
    print(tuple(strip.shape), labels.tolist())

one = next(iter(DataLoader(strips, batch_size=1)))
print("a batch of one:", tuple(one[0].shape))
next(iter(DataLoader(strips, batch_size=4)))
