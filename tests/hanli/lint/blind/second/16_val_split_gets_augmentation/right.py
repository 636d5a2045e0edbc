import torch
from torch.utils.data import DataLoader, Subset
from torchvision import transforms as T
from torchvision.datasets import ImageFolder

IMAGENET = dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])

train_tf = T.Compose([
    T.RandomResizedCrop(224, scale=(0.5, 1.0)),
    T.RandomHorizontalFlip(),
    T.ColorJitter(0.3, 0.3, 0.3),
    T.ToTensor(),
    T.Normalize(**IMAGENET),
])
eval_tf = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize(**IMAGENET)])


def build_loaders(data_dir, test_dir, val_frac=0.15, bs=32, seed=0):
    train_full = ImageFolder(data_dir, transform=train_tf)
    val_full = ImageFolder(data_dir, transform=eval_tf)
    n = len(train_full)
    n_val = int(n * val_frac)
    perm = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    train_set = Subset(train_full, perm[n_val:])
    val_set = Subset(val_full, perm[:n_val])
    test_set = ImageFolder(test_dir, transform=eval_tf)
    return {
        "train": DataLoader(train_set, batch_size=bs, shuffle=True, num_workers=4, drop_last=True),
        "val": DataLoader(val_set, batch_size=bs, shuffle=False, num_workers=4),
        "test": DataLoader(test_set, batch_size=bs, shuffle=False, num_workers=4),
    }


def evaluate(model, loader, device):
    model.eval()
    right = total = 0
    with torch.inference_mode():
        for x, y in loader:
            out = model(x.to(device))
            right += (out.argmax(1) == y.to(device)).sum().item()
            total += len(y)
    return right / total
