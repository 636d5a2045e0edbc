import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import transforms as T
from torchvision.datasets import ImageFolder

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

train_tf = T.Compose([
    T.RandomResizedCrop(224, scale=(0.5, 1.0)),
    T.RandomHorizontalFlip(),
    T.ColorJitter(0.3, 0.3, 0.3),
    T.ToTensor(),
    T.Normalize(MEAN, STD),
])
eval_tf = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize(MEAN, STD)])


def get_loaders(root, batch_size=64, val_frac=0.15, seed=7):
    full = ImageFolder(root, transform=train_tf)
    n_val = int(len(full) * val_frac)
    gen = torch.Generator().manual_seed(seed)
    train_set, val_set = random_split(full, [len(full) - n_val, n_val], generator=gen)
    val_set.dataset = copy.copy(full)
    val_set.dataset.transform = eval_tf
    kw = dict(batch_size=batch_size, num_workers=4, pin_memory=True)
    return (DataLoader(train_set, shuffle=True, drop_last=True, **kw),
            DataLoader(val_set, shuffle=False, **kw),
            full.classes)


def train(model, root, epochs, device):
    train_dl, val_dl, _ = get_loaders(root)
    opt = torch.optim.AdamW(model.parameters(), lr=3e-4)
    crit = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            crit(model(x.to(device)), y.to(device)).backward()
            opt.step()
        model.eval()
        ok = 0
        with torch.no_grad():
            for x, y in val_dl:
                ok += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
        print(epoch, ok / len(val_dl.dataset))
