import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from hanli.data import digits

torch.set_default_dtype(torch.float64)  # (1)!


def build_model():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(16 * 2 * 2, 10),
    )


def load_data():
    images, labels = digits()  # (N, 1, 8, 8), (N,)
    samples = TensorDataset(images.to(torch.get_default_dtype()), labels)
    generator = torch.Generator().manual_seed(1640)  # (2)!
    training, validation, test = random_split(samples, [1197, 300, 300], generator=generator)
    return (
        DataLoader(training, batch_size=64, shuffle=True),  # (3)!
        DataLoader(validation, batch_size=128),
        DataLoader(test, batch_size=128),
    )


if __name__ == "__main__":  # (4)!
    training, validation, test = load_data()
    images, targets = next(iter(training))  # (64, 1, 8, 8), (64,)
    print("batches", len(training), len(validation), len(test))
    print("images", tuple(images.shape), " logits", tuple(build_model()(images).shape))
