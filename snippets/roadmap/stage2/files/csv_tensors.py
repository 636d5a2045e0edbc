import csv
from pathlib import Path

import torch

text = "age,height,kind\n120,30.5,ginseng\n300,,lingzhi\n80,12.0,ginseng\n500,44.5,orchid\n"
Path("herbs.csv").write_text(text, encoding="utf-8")
with open("herbs.csv", newline="", encoding="utf-8-sig") as file:
    rows = list(csv.DictReader(file))

kinds = sorted({row["kind"] for row in rows})  # (1)!
number_of = {kind: number for number, kind in enumerate(kinds)}
labels = torch.tensor([number_of[row["kind"]] for row in rows])  # (4,)
print(number_of)
print(labels, labels.dtype)

columns = ("age", "height")
values = [[float(row[column] or "nan") for column in columns] for row in rows]  # (2)!
features = torch.tensor(values)  # (4, 2)
print(features[1], features.dtype)
means = features.nanmean(dim=0)  # (2,)
features = torch.where(features.isnan(), means, features)  # (4, 2)
print(means, features[1])
