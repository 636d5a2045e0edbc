from hanli.lint import check

SCRIPT = """\
import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import functional as TF
from torchvision.transforms import RandomHorizontalFlip

class Windows(Dataset):
    def __init__(self, series, length):
        self.series, self.length = series, length

    def __len__(self):
        return len(self.series)

    def __getitem__(self, start):
        return self.series[start : start + self.length], self.series[start + self.length]

class Animals(Dataset):
    def __init__(self, paths, names):
        flip = RandomHorizontalFlip()
        self.pictures = [flip(Image.open(path)) for path in paths]
        numbers = {name: number for number, name in enumerate(set(names))}
        self.labels = [numbers[name] for name in names]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        torch.manual_seed(0)
        picture = TF.to_tensor(self.pictures[index])
        return picture + 0.1 * torch.randn_like(picture), self.labels[index]

def save(model):
    torch.save(model.state_dict(), "animals.pt")
"""
for finding in check(SCRIPT, "datasets.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
