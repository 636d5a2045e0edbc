import json
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset


class JsonLines(IterableDataset):
    def __init__(self, path, features):
        super().__init__()
        self.path = path
        self.features = features

    def parse(self, line):
        record = json.loads(line)
        x = torch.tensor([record[name] for name in self.features], dtype=torch.float32)
        return x, torch.tensor(record["clicked"], dtype=torch.float32)

    def __iter__(self):
        with open(self.path) as handle:
            for line in handle:
                yield self.parse(line)


def train(path, features, epochs=2, num_workers=4):
    loader = DataLoader(JsonLines(path, features), batch_size=64, num_workers=num_workers)
    model = nn.Sequential(nn.Linear(len(features), 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.BCEWithLogitsLoss()
    model.train()
    for epoch in range(epochs):
        seen = 0
        for x, clicked in loader:
            optimizer.zero_grad()
            loss = criterion(model(x).squeeze(1), clicked)
            loss.backward()
            optimizer.step()
            seen += len(clicked)
        print(f"epoch {epoch}: {seen} records")


if __name__ == "__main__":
    torch.manual_seed(0)
    train(sys.argv[1], features=["age", "visits", "price"])
