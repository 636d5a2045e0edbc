"""Loaders, seeds and orders of samples: right."""

import random

import numpy as np
import pandas as pd
import pytorch_lightning as pl
import torch
import torch.nn.functional as F
from PIL import Image
from sklearn.metrics import accuracy_score, f1_score
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms


class Windows(Dataset):
    def __init__(self, series, length):
        self.series, self.length = series, length

    def __len__(self):
        return len(self.series) - self.length

    def __getitem__(self, i):
        return self.series[i : i + self.length], self.series[i + self.length]


class CharDataset(Dataset):
    def __init__(self, data, block_size):
        self.data = data
        self.block_size = block_size

    def __len__(self):
        return len(self.data) - self.block_size

    def __getitem__(self, idx):
        x = self.data[idx : idx + self.block_size]
        y = self.data[idx + 1 : idx + self.block_size + 1]
        return x, y


class Noisy(Dataset):
    def __init__(self, x):
        self.x = x

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):

        return self.x[i] + 0.1 * torch.randn(10)


class Crops(Dataset):
    def __getitem__(self, index):
        pass
        image = self.images[index]
        top = np.random.randint(0, 32)
        return image[:, top : top + 224]


def seed_in_loop(loader, model, optimizer):
    for epoch in range(10):
        for x, y in loader:
            noise = torch.randn_like(x)
            loss = F.mse_loss(model(x + noise), x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def train(model, loader, optimizer, epochs):
    seed_everything(0)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def generator_in_loop(data, optimizer, model):
    for epoch in range(10):
        loader = DataLoader(data, 32, shuffle=True)
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def sample_noise(n, dim):

    return torch.randn(n, dim)


def same_seed_in_sampling(generator, g_opt, discriminator):
    for step in range(1000):
        fake = generator(sample_noise(64, 100))
        loss = -discriminator(fake).mean()
        g_opt.zero_grad()
        loss.backward()
        g_opt.step()


def drop_last_in_evaluation(val_set, model):
    val_loader = DataLoader(val_set, batch_size=64, shuffle=False, drop_last=False)
    model.eval()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in val_loader)
    print(hits / len(val_set))


def get_loaders(train_set, test_set, batch_size, workers):
    train_loader = DataLoader(train_set, batch_size, shuffle=True, num_workers=workers, drop_last=True)
    test_loader = DataLoader(test_set, batch_size, num_workers=workers)
    return train_loader, test_loader


class Data(pl.LightningDataModule):
    def train_dataloader(self):
        return DataLoader(self.train_set, 64, shuffle=True, drop_last=True)

    def test_dataloader(self):
        return DataLoader(self.test_set, 64)


def shuffled_predictions(test_set, model, test_frame):
    test_loader = DataLoader(test_set, batch_size=64, shuffle=False)
    predictions = []
    model.eval()
    with torch.no_grad():
        for x in test_loader:
            predictions.extend(model(x).argmax(1).tolist())
    pd.DataFrame({"id": test_frame["id"], "label": predictions}).to_csv("submission.csv", index=False)


def predict(model, dataset):
    loader = DataLoader(dataset, batch_size=128, shuffle=False)
    scores = []
    model.eval()
    with torch.no_grad():
        for images, _ in loader:
            scores.append(model(images).softmax(1))
    return torch.cat(scores)


def shuffled_predictions_second(frame, model, TestSet):
    frame["score"] = predict(model, TestSet(frame))[:, 1].numpy()


def shuffled_predictions_third(dataset, model):
    loader = DataLoader(dataset, batch_size=32, shuffle=False)
    preds = []
    model.eval()
    with torch.inference_mode():
        for images, _ in loader:
            preds.append(model(images).argmax(dim=1).cpu())
    preds = torch.cat(preds).numpy()
    print(accuracy_score(dataset.targets, preds))


def shuffled_twice_loops(dataset, backbone, probe):
    loader = DataLoader(dataset, batch_size=64, shuffle=False)
    features = torch.cat([backbone(x) for x, _ in loader])
    labels = torch.cat([y for _, y in loader])
    probe.fit(features.detach().numpy(), labels.numpy())


class Cached(Dataset):
    def __init__(self, files, transform):
        self.images = [Image.open(f) for f in files]
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i])


def cached_augmentation(files):
    augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    train_set = Cached(files, augment)


class Cifar(Dataset):
    def __init__(self, images):
        flip = transforms.RandomHorizontalFlip()
        self.images = [image for image in images]
        self.flip = flip

    def __getitem__(self, i):
        return self.flip(self.images[i])

    def __len__(self):
        return len(self.images)


def shuffle_pred_fifth(test_ds, model, device):
    test_loader = DataLoader(test_ds, batch_size=32, shuffle=False, num_workers=2)
    all_probs = []
    model.eval()
    with torch.no_grad():
        for batch in test_loader:
            all_probs.append(torch.softmax(model(batch.to(device)), dim=1).cpu())
    probs = torch.cat(all_probs).numpy()
    submission = pd.read_csv("sample_submission.csv")
    submission.iloc[:, 1:] = probs
    submission.to_csv("sub.csv", index=False)


def get_preds(model, loader):
    preds = []
    with torch.no_grad():
        for x, y in loader:
            preds.extend(model(x).argmax(1).cpu().tolist())
    return preds


def shuffle_pred_sixth(val_ds, model):
    val_loader = DataLoader(val_ds, 64, shuffle=False)

    model.eval()
    preds = get_preds(model, val_loader)
    print(f1_score(val_ds.labels, preds, average="macro"))


class NoisyDataset(Dataset):
    def __getitem__(self, idx):
        rng = np.random.default_rng(42 + idx)
        x = self.x[idx] + rng.normal(0, 0.1, self.x[idx].shape)
        return torch.from_numpy(x), self.y[idx]

    def __len__(self):
        return len(self.x)


def train_epoch(model, loader, optimizer):

    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def seed_sixth(model, loader, optimizer):
    for epoch in range(10):
        train_epoch(model, loader, optimizer)


def drop_last_fifth(tf):
    test_loader = torch.utils.data.DataLoader(
        datasets.CIFAR10("data", train=False, transform=tf),
        batch_size=100,
        shuffle=False,
        drop_last=False,
        num_workers=4,
    )


def loader_per_epoch_seed(train_files, batches, optimizer, model):
    for epoch in range(30):
        random.seed(epoch)
        random.shuffle(train_files)
        for batch in batches(train_files):
            optimizer.zero_grad()
            model.loss(batch).backward()
            optimizer.step()


def predictions_id_zip(dataset, model):
    ids = [row.id for row in dataset.rows]
    loader = DataLoader(dataset, 64, shuffle=False)
    out = []
    with torch.no_grad():
        for x, y in loader:
            out += model(x).squeeze(1).tolist()
    with open("out.csv", "w") as f:
        for i, p in zip(ids, out):
            f.write(f"{i},{p}\n")


def extraction_features_labels(train_set, backbone, knn):
    feats = []
    loader = DataLoader(train_set, batch_size=256, shuffle=False)
    with torch.no_grad():
        for x, _ in loader:
            feats.append(backbone(x).flatten(1))
    feats = torch.cat(feats).numpy()
    knn.fit(feats, train_set.targets)


def make_loader(ds):
    return DataLoader(ds, 32, shuffle=True)


def seed_loader_generator(ds, optimizer, model):
    for epoch in range(10):
        for x, y in make_loader(ds):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def collate(batch):

    noise = np.random.randn(len(batch), 10)
    xs = torch.stack([b[0] for b in batch]) + torch.from_numpy(noise)
    return xs, torch.tensor([b[1] for b in batch])


def seed_inside_collate(ds):
    loader = DataLoader(ds, 32, shuffle=True, collate_fn=collate)


class Noise(nn.Module):
    def forward(self, x):

        return x + 0.1 * torch.randn_like(x)


def drop_last_default_kwargs(train_set, val_set):
    common = dict(batch_size=64, num_workers=4, drop_last=True)
    train_loader = DataLoader(train_set, shuffle=True, **common)
    val_loader = DataLoader(val_set, **{**common, "drop_last": False})
