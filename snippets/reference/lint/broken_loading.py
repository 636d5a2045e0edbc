from hanli.lint import check

SCRIPT = """\
import torch
from sklearn.metrics import accuracy_score
from torch.utils.data import DataLoader, IterableDataset
from torchvision.datasets import CIFAR10
from torchvision.transforms import ToTensor

class Lines(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            yield from file

def load_lines(path):
    return DataLoader(Lines(path), batch_size=64, num_workers=4)

def load_pictures(root):
    train_set = CIFAR10(root, train=True, transform=ToTensor())
    test_set = CIFAR10(root, train=True, transform=ToTensor())
    train_loader = DataLoader(train_set, batch_size=64, shuffle=True, drop_last=True)
    return train_loader, DataLoader(test_set, batch_size=64, drop_last=True)

@torch.inference_mode()
def judge(model, dataset):
    model.eval()
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    predictions = []
    for images, _ in loader:
        predictions += model(images).argmax(1).tolist()
    return accuracy_score(dataset.targets, predictions)
"""
for finding in check(SCRIPT, "loading.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
