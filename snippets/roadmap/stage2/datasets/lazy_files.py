from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset


class Files(Dataset):
    def __init__(self, folder):
        self.paths = sorted(Path(folder).glob("*.pt"))  # (1)!
        self.opened = 0

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        self.opened += 1
        label = int(self.paths[index].stem.split("-")[1])
        return torch.load(self.paths[index], weights_only=True), label


Path("parts").mkdir(exist_ok=True)
for number in range(5):
    torch.save(torch.full((2,), float(number)), f"parts/{number}-{number % 2}.pt")
files = Files("parts")
print("samples:", len(files), "| opened so far:", files.opened)
for values, labels in DataLoader(files, batch_size=2):
    print(values.tolist(), labels.tolist(), "| opened so far:", files.opened)
