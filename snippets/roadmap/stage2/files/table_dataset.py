import csv
from pathlib import Path

import torch
from torch.utils.data import Dataset


class Herbs(Dataset):  # (1)!
    def __init__(self, path, kinds):
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        values = [[float(row["age"]), float(row["height"])] for row in rows]
        self.features = torch.tensor(values)  # (N, 2)
        self.labels = torch.tensor([kinds.index(row["kind"]) for row in rows])  # (N,)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.features[index], self.labels[index]


text = "age,height,kind\n120,30.5,ginseng\n80,12.0,ginseng\n500,44.5,orchid\n"
Path("herbs.csv").write_text(text, encoding="utf-8")
herbs = Herbs("herbs.csv", kinds=["ginseng", "orchid"])
print(len(herbs))
print(herbs[2])
