from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


class PlantFolder(Dataset):
    def __init__(self, root, size=224):
        self.size = size
        self.classes = sorted(p.name for p in Path(root).iterdir() if p.is_dir())
        self.items = []
        for idx, name in enumerate(self.classes):
            for f in sorted((Path(root) / name).glob("*.jpg")):
                self.items.append((f, idx))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        path, label = self.items[index]
        with Image.open(path) as im:
            im = im.convert("RGB").resize((self.size, self.size))
            arr = np.array(im, dtype=np.float32) / 255.0
        img = torch.from_numpy(arr).permute(2, 0, 1)
        img = (img - MEAN) / STD
        return img, label


def get_loaders(root, batch_size=32):
    train = PlantFolder(f"{root}/train")
    val = PlantFolder(f"{root}/val")
    return (
        DataLoader(train, batch_size=batch_size, shuffle=True, num_workers=4, pin_memory=True),
        DataLoader(val, batch_size=batch_size, shuffle=False, num_workers=4, pin_memory=True),
    )
