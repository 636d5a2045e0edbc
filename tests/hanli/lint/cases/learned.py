"""What is fitted on which data: wrong."""

import glob
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import torch
import torchvision.transforms.functional as TF
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset


def scaler_fitted_anew_on_test(x, y):
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0)
    scaler = StandardScaler()
    x_train = scaler.fit_transform(x_train)
    x_test = scaler.fit_transform(x_test)  # expect: fitted-on-test
    train_set = TensorDataset(torch.from_numpy(x_train), torch.from_numpy(y_train))


class Prepared(Dataset):
    def __init__(self, frame, train):
        features = frame.drop(columns="target").to_numpy()
        self.x = torch.tensor(StandardScaler().fit_transform(features), dtype=torch.float32)  # expect: fitted-on-test
        self.y = torch.tensor(frame["target"].to_numpy(), dtype=torch.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def scaler_fitted_anew_on_test_second():
    train_frame, test_frame = train_test_split(pd.read_csv("a.csv"), test_size=0.2)

    train_set, test_set = Prepared(train_frame, True), Prepared(test_frame, False)


def label_encoder_fitted_anew(train_df, val_df):
    encoder = LabelEncoder()
    train_df["label"] = encoder.fit_transform(train_df["species"])
    val_df["label"] = encoder.fit_transform(val_df["species"])  # expect: fitted-on-test
    criterion = nn.CrossEntropyLoss()


def encode(train_labels, test_labels):
    train_y = LabelEncoder().fit_transform(train_labels)
    test_y = LabelEncoder().fit_transform(test_labels)  # expect: fitted-on-test
    return torch.tensor(train_y), torch.tensor(test_y)


class Words(Dataset):
    def __init__(self, texts, labels, max_length):
        words = sorted({w for t in texts for w in t.split()})
        self.vocab = {w: i + 1 for i, w in enumerate(words)}  # expect: fitted-on-test
        self.texts, self.labels = texts, labels

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        ids = [self.vocab.get(w, 0) for w in self.texts[i].split()]
        return torch.tensor(ids), self.labels[i]


def vocabulary_from_test(train_texts, train_labels, test_texts, test_labels):
    train_set = Words(train_texts, train_labels, 64)
    test_set = Words(test_texts, test_labels, 64)


class Folder(Dataset):
    def __init__(self, root, transform=None):
        self.files = sorted(Path(root).glob("*/*.jpg"))
        self.classes = list(set(p.parent.name for p in self.files))
        self.transform = transform

    def __getitem__(self, i):
        path = self.files[i]
        return self.transform(Image.open(path)), self.classes.index(path.parent.name)  # expect: set-order

    def __len__(self):
        return len(self.files)


def class_order_from_a_set(load_texts, model):
    texts, labels = load_texts("train.tsv")
    classes = list(set(labels))
    index = {name: i for i, name in enumerate(classes)}  # expect: set-order
    y = torch.tensor([index[label] for label in labels])
    torch.save(model.state_dict(), "model.pt")


def mean_of_all_before_split(frame):
    values = torch.tensor(frame["price"].to_numpy(), dtype=torch.float32)
    values = (values - values.mean()) / values.std()  # expect: fitted-before-split
    train, test = values[:800], values[800:]


def prepare(x, y):
    x = (x - x.mean(axis=0)) / x.std(axis=0)  # expect: fitted-before-split
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2)
    return map(torch.from_numpy, (x_train, x_test, y_train, y_test))


def mean_per_set(x_train, x_test, y_train):
    mean, std = x_train.mean(0), x_train.std(0)
    x_train = (x_train - mean) / std
    x_test = (x_test - x_test.mean(0)) / x_test.std(0)  # expect: fitted-on-test
    loader = DataLoader(TensorDataset(x_train, y_train), 64, shuffle=True)


def normalize(data, eps=1e-8):
    return (data - data.mean(axis=0)) / (data.std(axis=0) + eps)


def load(root):
    train_data = np.load(root + "/train.npy")
    test_data = np.load(root + "/test.npy")

    return torch.from_numpy(normalize(train_data)), torch.from_numpy(normalize(test_data))  # expect: fitted-on-test


def scaler_dict(columns, train, test):
    scalers = {}
    for col in columns:
        scalers[col] = MinMaxScaler()
        train[col] = scalers[col].fit_transform(train[[col]])
        test[col] = scalers[col].fit_transform(test[[col]])  # expect: fitted-on-test
    x = torch.tensor(train.values)


def preprocess(df):
    x = df.drop(columns=["y"]).values
    scaler = StandardScaler()
    x = scaler.fit_transform(x)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(df["y"].values)


def scaler_function(train_df, val_df):
    x_train, y_train = preprocess(train_df)
    x_val, y_val = preprocess(val_df)  # expect: fitted-on-test


def vectorizer(train_texts, test_texts):
    vectorizer = CountVectorizer(max_features=5000)
    x_train = torch.tensor(vectorizer.fit_transform(train_texts).toarray())
    x_test = torch.tensor(vectorizer.fit_transform(test_texts).toarray())  # expect: fitted-on-test


def build_vocab(texts):
    counter = Counter(w for t in texts for w in t.split())
    return {w: i + 2 for i, (w, c) in enumerate(counter.most_common(10000))}


def tokenizer_vocabulary_of_all(train_texts, test_texts):
    train_vocab = build_vocab(train_texts)
    test_vocab = build_vocab(test_texts)  # expect: fitted-on-test
    train_ids = [[train_vocab.get(w, 1) for w in t.split()] for t in train_texts]
    test_ids = [[test_vocab.get(w, 1) for w in t.split()] for t in test_texts]
    data = torch.tensor(train_ids)


def scale(train, valid):
    sc = StandardScaler()
    a = sc.fit_transform(train)
    b = sc.fit_transform(valid)  # expect: fitted-on-test
    return torch.from_numpy(a).float(), torch.from_numpy(b).float()


def quantile_on_all():
    df = pd.read_csv("energy.csv", parse_dates=["time"])
    df["load"] = (df["load"] - df["load"].min()) / (df["load"].max() - df["load"].min())  # expect: fitted-before-split
    train_df, test_df = df[:20000], df[20000:]
    x = torch.tensor(train_df["load"].values)


def shuffled_time_loader_lstm(series):
    train_series, test_series = series[:900], series[900:]
    scaler = MinMaxScaler().fit(series)  # expect: fitted-before-split
    train_x = torch.tensor(scaler.transform(train_series))


class Spectra(Dataset):
    def __init__(self, x, y, mean=None, std=None):
        self.mean = x.mean(0)  # expect: fitted-on-test
        self.std = x.std(0)
        self.x, self.y = (x - self.mean) / self.std, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def dataset_normalise_per_item_vs_global(x_train, y_train, x_test, y_test):
    train_ds = Spectra(x_train, y_train)
    test_ds = Spectra(x_test, y_test)


class Reviews(Dataset):
    def __init__(self, csv):
        self.df = pd.read_csv(csv)
        self.labels = self.df["label"].astype("category").cat.codes.values  # expect: fitted-on-test

    def __len__(self):
        return len(self.df)

    def __getitem__(self, i):
        return self.df["text"][i], self.labels[i]


def label_map_from_each_frame():
    train_ds, val_ds = Reviews("train.csv"), Reviews("val.csv")


def get_dummies_apart(train_df, test_df):
    x_train = torch.tensor(pd.get_dummies(train_df).values)
    x_test = torch.tensor(pd.get_dummies(test_df).values)  # expect: fitted-on-test


def factorize_apart(train_df, test_df):
    train_df["y"] = pd.factorize(train_df["label"])[0]
    test_df["y"] = pd.factorize(test_df["label"])[0]  # expect: fitted-on-test
    y = torch.tensor(train_df["y"].values)


def kfold_scaler(x, fit_model):
    for train_idx, val_idx in KFold(5, shuffle=True).split(x):
        scaler = StandardScaler().fit(x)  # expect: fitted-before-split
        x_tr, x_va = scaler.transform(x[train_idx]), scaler.transform(x[val_idx])
        fit_model(torch.from_numpy(x_tr), torch.from_numpy(x_va))


def make(train, test):
    mm = MinMaxScaler()
    mm.fit(train)
    train_s = mm.transform(train)
    mm.fit(test)  # expect: fitted-on-test
    test_s = mm.transform(test)
    return torch.tensor(train_s), torch.tensor(test_s)


def pca_on_everything(x, y):
    pca = PCA(32)
    z = pca.fit_transform(x)  # expect: fitted-before-split
    z_train, z_test, y_train, y_test = train_test_split(z, y, test_size=0.2)
    train_ds = TensorDataset(torch.tensor(z_train), torch.tensor(y_train))


def normalise_tensor_of_all_then_index_split():
    x = torch.load("x.pt")
    x -= x.mean(0)  # expect: fitted-before-split
    x /= x.std(0)
    n = int(len(x) * 0.9)
    x_train, x_val = x[:n], x[n:]


class Folders(Dataset):
    def __init__(self, root):
        self.classes = os.listdir(root)
        self.samples = []
        for label, name in enumerate(self.classes):  # expect: set-order
            for path in glob.glob(os.path.join(root, name, "*.jpg")):
                self.samples.append((path, label))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        path, label = self.samples[i]
        return TF.to_tensor(Image.open(path)), label


def class_dict_unsorted(model):
    class_to_idx = {name: i for i, name in enumerate(os.listdir("data/train"))}  # expect: set-order
    torch.save({"model": model.state_dict(), "classes": len(class_to_idx)}, "m.pt")
