import torch
from torch.utils.data import DataLoader, Dataset

from hanli.data import digits


class Digits(Dataset):
    calls = 0

    def __init__(self):
        self.images, self.labels = digits()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        self.calls += 1
        return self.images[index], self.labels[index]


class BatchedDigits(Digits):
    def __getitems__(self, indices):  # (1)!
        self.calls += 1
        indices = torch.tensor(indices)
        return self.images[indices], self.labels[indices]


one_by_one, batched = Digits(), BatchedDigits()
for dataset, collate in ((one_by_one, None), (batched, lambda batch: batch)):  # (2)!
    loader = DataLoader(dataset, batch_size=256, collate_fn=collate)
    samples = sum(len(labels) for _ in range(3) for _images, labels in loader)
    print(f"{type(dataset).__name__}: {samples} samples in {dataset.calls} calls")
