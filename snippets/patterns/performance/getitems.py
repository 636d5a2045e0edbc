import torch
from torch.utils.data import DataLoader, Dataset

from hanli.data import digits


class OneByOne(Dataset):
    def __init__(self):
        self.images, self.labels = digits()
        self.calls = 0

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        self.calls += 1
        return self.images[index], self.labels[index]


class Together(OneByOne):
    def __getitems__(self, indices):  # (1)!
        self.calls += 1
        indices = torch.tensor(indices)
        return self.images[indices], self.labels[indices]


def keep(batch):
    return batch  # (2)!


labels = []
for dataset, collate in ((OneByOne(), None), (Together(), keep)):
    generator = torch.Generator().manual_seed(1640)
    made = DataLoader(dataset, batch_size=64, shuffle=True, generator=generator, collate_fn=collate)
    labels.append([batch[1] for batch in made])
    print(f"{type(dataset).__name__}: {len(labels[-1])} batches, {dataset.calls} calls")

print("the same batches:", all(map(torch.equal, *labels)))
