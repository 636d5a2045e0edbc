import csv
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset, random_split


class Herbs(Dataset):
    def __init__(self, path, kinds):
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        values = [[float(row[name] or "nan") for name in ("age", "height")] for row in rows]
        self.features = torch.tensor(values)  # (N, 2)
        self.labels = torch.tensor([kinds.index(row["kind"]) for row in rows])  # (N,)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.features[index], self.labels[index]

    def fill(self, means):
        self.features = torch.where(self.features.isnan(), means, self.features)  # (N, 2)


text = "age,height,kind\n120,30,ginseng\n300,,orchid\n80,12,ginseng\n500,44,orchid\n"
text += "100,10,ginseng\n400,40,orchid\n90,14,ginseng\n450,,orchid\n"
Path("herbs.csv").write_text(text, encoding="utf-8")
herbs = Herbs("herbs.csv", kinds=["ginseng", "orchid"])
generator = torch.Generator().manual_seed(1640)
training, test = random_split(herbs, [0.75, 0.25], generator=generator)
means = herbs.features[training.indices].nanmean(dim=0)  # (1)!
print("rows:", training.indices, test.indices)
print("means:", means, "of all rows:", herbs.features.nanmean(dim=0))
herbs.fill(means)  # (2)!
print("test row 7:", herbs[7], "still missing:", herbs.features.isnan().any().item())
for features, labels in DataLoader(training, batch_size=3):
    print(tuple(features.shape), labels)
