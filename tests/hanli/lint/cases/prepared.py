"""What is prepared before the training, by workers and by scalers, and look-alikes that are right."""

import torch
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class OnGpu(Dataset):
    def __init__(self, x):
        self.x = x

    def __getitem__(self, index):
        x = torch.as_tensor(self.x[index])
        return x.cuda(), torch.tensor(index, device=device)  # expect: cuda-in-worker, cuda-in-worker


class OnCpu(Dataset):
    def __init__(self, x):
        self.x = x

    def __getitem__(self, index):
        return torch.as_tensor(self.x[index]).to(torch.float32)


class Alone(Dataset):
    def __init__(self, x):
        self.x = x.cuda()

    def __getitem__(self, index):
        return self.x[index].to(device)


def collate(batch):
    return torch.stack(batch).to(device)  # expect: cuda-in-worker


def collate_rightly(batch):
    return torch.stack(batch)


def make_loaders(x, args):
    dataset = OnGpu(x)
    return [
        DataLoader(dataset, batch_size=8, num_workers=args.workers),
        DataLoader(OnCpu(x), batch_size=8, num_workers=4, collate_fn=collate),
        DataLoader(OnCpu(x), batch_size=8, num_workers=4, collate_fn=collate_rightly),
        DataLoader(Alone(x), batch_size=8, num_workers=0),
        DataLoader(Alone(x), batch_size=8),
    ]


def scale_all(x, y):
    scaler = StandardScaler()
    x = scaler.fit_transform(x)  # expect: fitted-before-split
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2)
    return torch.tensor(x_train), torch.tensor(x_test), y_train, y_test


def reduce_all(table, targets):
    inputs = torch.tensor(PCA(8).fit_transform(table), dtype=torch.float32)  # expect: fitted-before-split
    whole = TensorDataset(inputs, targets)
    return random_split(whole, [0.8, 0.2])


def scale_series(series, size):
    scaled = StandardScaler().fit_transform(series)  # expect: fitted-before-split
    train_data, test_data = torch.tensor(scaled[:size]), torch.tensor(scaled[size:])
    return train_data, test_data


def scale_rightly(x, y):
    encoder = LabelEncoder()
    y = encoder.fit_transform(y)
    x_train, x_test, y_train, y_test = train_test_split(x, y)
    scaler = StandardScaler()
    x_train = scaler.fit_transform(x_train)
    x_test = scaler.transform(x_test)
    first, second = x_train[:100], x_train[100:]
    return torch.tensor(x_train), torch.tensor(x_test), y_train, y_test, first, second
