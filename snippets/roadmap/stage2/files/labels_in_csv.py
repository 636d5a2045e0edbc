import csv
from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import v2


class Listed(Dataset):
    def __init__(self, table, folder, kinds):
        with open(table, newline="", encoding="utf-8-sig") as file:
            self.rows = list(csv.DictReader(file))
        self.folder = Path(folder)
        self.kinds = kinds

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        row = self.rows[index]
        with Image.open(self.folder / row["file"]) as file:  # (1)!
            picture = v2.functional.pil_to_tensor(file)
        return picture, self.kinds.index(row["kind"])


Path("listed").mkdir(exist_ok=True)
for name, brightness in {"a.png": 10, "b.png": 20, "c.png": 30}.items():
    pixels = torch.full((2, 2), brightness, dtype=torch.uint8)  # (2, 2)
    Image.fromarray(pixels.numpy()).save(f"listed/{name}")
table = "file,kind\na.png,orchid\nb.png,ginseng\nc.png,orchid\n"
Path("labels.csv").write_text(table, encoding="utf-8")

listed = Listed("labels.csv", "listed", kinds=["ginseng", "orchid"])
for index in range(len(listed)):
    picture, label = listed[index]
    print(picture.shape, picture[0, 0], label, listed.kinds[label])
