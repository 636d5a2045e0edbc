from hanli.lint import check

SCRIPT = """\
import glob
import random
import cv2
import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import functional as TF

class Streets(Dataset):
    def __init__(self, root):
        self.images = glob.glob(root + "/images/*.png")
        self.masks = glob.glob(root + "/masks/*.png")

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = Image.open(self.images[index]).resize((256, 256))
        mask = cv2.resize(cv2.imread(self.masks[index], 0), (256, 256))
        return TF.to_tensor(image), torch.from_numpy(mask).long()

def augment(image, mask):
    if random.random() < 0.5:
        image = TF.hflip(image)
    if random.random() < 0.5:
        mask = TF.hflip(mask)
    return image, mask

def classify(model, path):
    picture = cv2.imread(path)
    width, height = picture.shape[:2]
    picture = cv2.resize(picture, (width // 2, height // 2))
    return model(TF.normalize(TF.to_tensor(picture), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
"""
for finding in check(SCRIPT, "pairs.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
