"""Data divided into parts: windows, orders, copies, targets: wrong."""

import random

import numpy as np
import pandas as pd
import pytorch_lightning as pl
import torch
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset, random_split


def random_split_of_windows(series):
    windows = torch.stack([series[i : i + 30] for i in range(len(series) - 31)])
    targets = series[30:-1]
    dataset = TensorDataset(windows, targets)
    train_set, test_set = random_split(dataset, [0.8, 0.2])  # expect: shuffled-windows
    train_loader = DataLoader(train_set, 64, shuffle=True)


def make_windows(series, length):
    x, y = [], []
    for start in range(len(series) - length):
        x.append(series[start : start + length])
        y.append(series[start + length])
    return np.array(x), np.array(y)


def random_split_of_windows_second(prices):
    x, y = make_windows(prices, 24)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2)  # expect: shuffled-windows
    train_loader = DataLoader(TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train)), 32, shuffle=True)


def augmented_before_split():
    images, labels = np.load("x.npy"), np.load("y.npy")
    images = np.concatenate([images, images[:, :, ::-1]])
    labels = np.concatenate([labels, labels])
    x_train, x_test, y_train, y_test = train_test_split(images, labels, test_size=0.2)  # expect: copied-before-split
    train_set = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))


def oversampled_before_split(x, y):
    x, y = SMOTE().fit_resample(x, y)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2)  # expect: copied-before-split
    train_set = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))


def load():
    frame = pd.read_csv("fraud.csv")
    frame = pd.concat([frame, frame[frame.label == 1].sample(5000, replace=True)])
    train, test = train_test_split(frame, test_size=0.2)  # expect: copied-before-split
    return torch.tensor(train.to_numpy()), torch.tensor(test.to_numpy())


def overlapping_slices(x, y):
    train_x, train_y = x[:8000], y[:8000]
    val_x, val_y = x[7000:9000], y[7000:9000]  # expect: overlapping-split, overlapping-split
    train_loader = DataLoader(TensorDataset(train_x, train_y), 64, shuffle=True)


def split(data, ratio=0.8):
    cut = int(len(data) * ratio)
    train, test = data[:cut], data[-cut:]  # expect: overlapping-split
    return torch.tensor(train), torch.tensor(test)


def two_permutations(dataset):
    indices = np.random.permutation(len(dataset))
    train_idx = indices[:800]
    val_idx = np.random.permutation(len(dataset))[800:]  # expect: overlapping-split
    train_set, val_set = Subset(dataset, train_idx), Subset(dataset, val_idx)


def split_2(dataset, n):
    train_set = Subset(dataset, torch.randperm(len(dataset))[:n])
    val_set = Subset(dataset, torch.randperm(len(dataset))[n:])  # expect: overlapping-split
    return train_set, val_set


def two_permutations_second():
    order = torch.randperm(100)


def random_split_twice(dataset):
    train_set, _ = random_split(dataset, [0.8, 0.2])
    _, val_set = random_split(dataset, [0.8, 0.2])  # expect: overlapping-split


class Data(pl.LightningDataModule):
    def train_dataloader(self):
        train_set, _ = random_split(self.full, [50000, 10000])
        return DataLoader(train_set, 64, shuffle=True)

    def val_dataloader(self):
        _, val_set = random_split(self.full, [50000, 10000])  # expect: overlapping-split
        return DataLoader(val_set, 64)


def x_and_y_shuffled_apart():
    x, y = np.load("x.npy"), np.load("y.npy")
    np.random.shuffle(x)
    np.random.shuffle(y)  # expect: parted-samples
    dataset = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))


def shuffled(images, labels):
    images = images[torch.randperm(len(images))]
    labels = labels[torch.randperm(len(labels))]  # expect: parted-samples
    return TensorDataset(images, labels)


def mixup(x, y, lam):
    index = torch.randperm(x.size(0))
    other = torch.randperm(x.size(0))
    return lam * x + (1 - lam) * x[index], y, y[other]  # expect: parted-samples


def split_train_test_split_order(x, y):
    x_train, y_train, x_test, y_test = train_test_split(x, y, test_size=0.2)  # expect: parted-samples
    train_set = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))


def split_apart(x, y):
    x_train, x_test = train_test_split(x, test_size=0.2)
    y_train, y_test = train_test_split(y, test_size=0.2)  # expect: parted-samples
    train_set = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))


def target_among_features():
    frame = pd.read_csv("houses.csv")
    x = torch.tensor(frame.to_numpy(), dtype=torch.float32)
    y = torch.tensor(frame["price"].to_numpy(), dtype=torch.float32)
    loader = DataLoader(TensorDataset(x, y), 64, shuffle=True)  # expect: target-in-inputs


def load_2(path):
    table = pd.read_csv(path)
    features = table.values.astype("float32")
    target = table["target"].values.astype("float32")
    return TensorDataset(torch.from_numpy(features), torch.from_numpy(target))  # expect: target-in-inputs


class SequenceDataset(Dataset):
    def __init__(self, data, seq_len):
        self.data, self.seq_len = data, seq_len

    def __len__(self):
        return len(self.data) - self.seq_len

    def __getitem__(self, idx):
        return self.data[idx : idx + self.seq_len], self.data[idx + self.seq_len]


def windows_fifth(series):
    dataset = SequenceDataset(series, 48)
    n_train = int(0.8 * len(dataset))
    train_ds, val_ds = random_split(dataset, [n_train, len(dataset) - n_train])  # expect: shuffled-windows


def windows_sixth(df):
    X, y = [], []
    for i in range(len(df) - 60):
        X.append(df["close"].values[i : i + 60])
        y.append(df["close"].values[i + 60])
    X, y = np.array(X), np.array(y)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=42)  # expect: shuffled-windows
    loader = DataLoader(TensorDataset(torch.tensor(X_train), torch.tensor(y_train)), 32, shuffle=True)


def windows_seventh(signal, target):
    X = np.lib.stride_tricks.sliding_window_view(signal, 128)
    labels = target[127:]
    X_tr, X_te, y_tr, y_te = train_test_split(X, labels, test_size=0.3)  # expect: shuffled-windows
    ds = TensorDataset(torch.from_numpy(X_tr.copy()), torch.from_numpy(y_tr))


def patient_windows(records):
    segments = []
    labels = []
    for record in records:
        for start in range(0, len(record.signal) - 1000, 250):
            segments.append(record.signal[start : start + 1000])
            labels.append(record.label)
    x_tr, x_te, y_tr, y_te = train_test_split(np.stack(segments), labels, test_size=0.2)  # expect: shuffled-windows
    train_ds = TensorDataset(torch.from_numpy(x_tr), torch.tensor(y_tr))


class Ts(Dataset):
    def __init__(self, df, window):
        self.values = torch.tensor(df.values, dtype=torch.float32)
        self.window = window

    def __len__(self):
        return len(self.values) - self.window

    def __getitem__(self, i):
        x = self.values[i : i + self.window, :-1]
        y = self.values[i + self.window, -1]
        return x, y


def loaders(df):
    full = Ts(df, 24)
    train, val = random_split(full, [0.8, 0.2], generator=torch.Generator().manual_seed(1))  # expect: shuffled-windows
    return DataLoader(train, 32, shuffle=True), DataLoader(val, 32)


def oversample_class_list(samples):
    minority = [s for s in samples if s[1] == 1]
    samples = samples + minority * 10
    random.shuffle(samples)
    train, val = samples[:900], samples[900:]  # expect: copied-before-split
    train_loader = DataLoader(train, 32, shuffle=True)


def split_by_argument_of_random_state(x, y):
    train_x, val_x = train_test_split(x, random_state=1)
    train_y, val_y = train_test_split(y, random_state=0)  # expect: parted-samples
    ds = TensorDataset(train_x, train_y)


def cutmix(x, y):
    perm = torch.randperm(len(x))
    x[:, :, 8:16, 8:16] = x[perm][:, :, 8:16, 8:16]
    y2 = y[torch.randperm(len(y))]  # expect: parted-samples
    return x, y, y2


def negative_stride_labels_shuffled(x, y):
    order = np.random.permutation(len(x))
    x = x[order]
    y = y[np.random.permutation(len(y))]  # expect: parted-samples
    ds = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
