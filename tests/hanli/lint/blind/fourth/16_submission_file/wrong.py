import csv
import io

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class PlantDataset(Dataset):
    def __init__(self, ids, images, labels=None):
        self.ids = ids
        self.images = images
        self.labels = labels

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, index):
        if self.labels is None:
            return self.images[index]
        return self.images[index], self.labels[index]


def make_loader(dataset, batch_size=16):
    return DataLoader(dataset, batch_size=batch_size, shuffle=True)


def predict(model, loader, device):
    model.eval()
    chunks = []
    with torch.no_grad():
        for images in loader:
            chunks.append(model(images.to(device)).argmax(dim=1).cpu())
    return torch.cat(chunks).tolist()


def write_submission(handle, ids, predictions):
    writer = csv.writer(handle)
    writer.writerow(["id", "label"])
    writer.writerows(zip(ids, predictions))


def main():
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    test_ids = [f"img_{i:05d}" for i in range(50)]
    test_set = PlantDataset(test_ids, torch.rand(50, 3, 16, 16))
    model = nn.Sequential(nn.Flatten(), nn.Linear(3 * 16 * 16, 12)).to(device)
    predictions = predict(model, make_loader(test_set), device)
    buffer = io.StringIO()
    write_submission(buffer, test_set.ids, predictions)
    print(buffer.getvalue()[:60])


if __name__ == "__main__":
    main()
