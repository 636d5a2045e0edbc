from hanli.lint import check

SCRIPT = """\
import numpy as np
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import Subset, TensorDataset, random_split

def split_prices(prices):
    windows = torch.stack([prices[i : i + 30] for i in range(len(prices) - 30)])
    return random_split(TensorDataset(windows, prices[30:]), [0.8, 0.2])

def split_pictures(images, labels):
    images, labels = np.concatenate([images, images[:, :, ::-1]]), np.concatenate([labels, labels])
    train_x, train_y, test_x, test_y = train_test_split(images, labels)
    return train_x, train_y, test_x, test_y

def split_twice(dataset):
    train_set = Subset(dataset, torch.randperm(len(dataset))[:800])
    return train_set, Subset(dataset, torch.randperm(len(dataset))[800:])

def load_houses(path):
    table = pd.read_csv(path)
    return TensorDataset(torch.tensor(table.values), torch.tensor(table["price"].values))

def search(train_x, val_x, test_x):
    train_x = StandardScaler().fit_transform(train_x)
    test_x = StandardScaler().fit_transform(test_x)
    scores = {}
    for lr in (0.1, 0.01):
        model = train(train_x, val_x, lr)
        scores[lr] = evaluate(model, test_x)
    return max(scores, key=scores.get)
"""
for finding in check(SCRIPT, "splits.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
